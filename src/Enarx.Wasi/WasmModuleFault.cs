namespace Enarx.Wasi;

/// <summary>Why a module can't be run.</summary>
public enum WasmModuleFault
{
    /// <summary>The bytes are not WebAssembly.</summary>
    NotWasm,

    /// <summary>The binary is of the component model; core modules are run.</summary>
    Component,

    /// <summary>The module breaks a rule of WebAssembly, or uses a feature that is off.</summary>
    Invalid,

    /// <summary>The module is larger than is compiled.</summary>
    TooLarge,

    /// <summary>The module imports something that a keep does not offer, or with another type.</summary>
    MissingImport,

    /// <summary>The module is not a command: it has no <c>_start</c>.</summary>
    NoStart,

    /// <summary>The module needs more memory, or more tables, to start than the program may have.</summary>
    OverLimit,
}
