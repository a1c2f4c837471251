namespace Enarx.Wasi;

/// <summary>A module that can't be run. None of its code ran.</summary>
public sealed class WasmModuleException : Exception
{
    /// <summary>Says what is wrong with the module.</summary>
    public WasmModuleException(WasmModuleFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>The kind of fault.</summary>
    public WasmModuleFault Fault { get; }
}
