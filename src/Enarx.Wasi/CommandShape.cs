using Wasmtime;

namespace Enarx.Wasi;

/// <summary>
/// What a module must have to be run as a command (WASI application ABI): imports that all exist, and a <c>_start</c>.
/// Checked before anything runs, so that a workload can't do half of its work and then find a function missing.
/// </summary>
internal static class CommandShape
{
    public const string Start = "_start";
    public const string Memory = "memory";

    /// <exception cref="WasmModuleException">The module is no command, or needs an import that is not there.</exception>
    public static void Check(WasmEngine engine, Module module)
    {
        using var store = new Store(engine.Engine);
        foreach (Import import in module.Imports)
            CheckImport(engine, store, import);

        if (!module.Exports.OfType<FunctionExport>().Any(e => e.Name == Start && e.Parameters.Count == 0 && e.Results.Count == 0))
        {
            throw new WasmModuleException(WasmModuleFault.NoStart,
                $"The module has no function {Start} without parameters and results: it is a library, not a command.");
        }
    }

    private static void CheckImport(WasmEngine engine, Store store, Import import)
    {
        string name = $"{Printable.Text(import.ModuleName)}.{Printable.Text(import.Name)}";
        if (import is not FunctionImport wanted || engine.Linker.GetFunction(store, import.ModuleName, import.Name) is not { } offered)
            throw new WasmModuleException(WasmModuleFault.MissingImport, $"The module imports {name}, which a keep does not offer.");
        if (!wanted.Parameters.SequenceEqual(offered.Parameters) || !wanted.Results.SequenceEqual(offered.Results))
        {
            throw new WasmModuleException(WasmModuleFault.MissingImport,
                $"The module imports {name} as {Signature(wanted.Parameters, wanted.Results)}; a keep offers {Signature(offered.Parameters, offered.Results)}.");
        }
    }

    private static string Signature(IReadOnlyList<ValueKind> parameters, IReadOnlyList<ValueKind> results) =>
        $"({string.Join(", ", parameters)}) -> ({string.Join(", ", results)})";
}
