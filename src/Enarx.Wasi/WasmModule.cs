using Wasmtime;

namespace Enarx.Wasi;

/// <summary>A compiled command module. It has no state: any number of programs may be run from one, also at the same time.</summary>
public sealed class WasmModule : IDisposable
{
    internal WasmModule(WasmEngine engine, Module compiled)
    {
        Engine = engine;
        Compiled = compiled;
    }

    internal WasmEngine Engine { get; }

    internal Module Compiled { get; }

    /// <inheritdoc/>
    public void Dispose() => Compiled.Dispose();
}
