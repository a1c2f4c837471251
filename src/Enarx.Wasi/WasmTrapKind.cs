namespace Enarx.Wasi;

/// <summary>Why a guest was ended (WebAssembly core specification, "traps").</summary>
public enum WasmTrapKind
{
    /// <summary>A trap of no other kind here; the message says which.</summary>
    Other,

    /// <summary>The instruction <c>unreachable</c>: a panic or an abort in most languages.</summary>
    Unreachable,

    /// <summary>The call stack was used up.</summary>
    StackOverflow,

    /// <summary>An access outside the linear memory.</summary>
    MemoryOutOfBounds,

    /// <summary>An access outside a table.</summary>
    TableOutOfBounds,

    /// <summary>An indirect call through an empty table entry.</summary>
    IndirectCallToNull,

    /// <summary>An indirect call to a function of another type.</summary>
    BadSignature,

    /// <summary>Integer overflow.</summary>
    IntegerOverflow,

    /// <summary>Integer division by zero.</summary>
    IntegerDivisionByZero,

    /// <summary>A float that no integer can hold was converted to one.</summary>
    BadConversionToInteger,
}
