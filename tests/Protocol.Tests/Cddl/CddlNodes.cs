namespace Enarx.Protocol.Tests.Cddl;

/// <summary>A type of CDDL (RFC 8610, section 2.2), as far as docs/protocol.cddl uses the language.</summary>
internal abstract record CddlType
{
    /// <summary>Another rule, or a name of the prelude (appendix D).</summary>
    public sealed record Name(string Id) : CddlType;

    /// <summary>One text.</summary>
    public sealed record Text(string Value) : CddlType;

    /// <summary>An integer in bounds, both of them allowed.</summary>
    public sealed record Range(Int128 Least, Int128 Most) : CddlType;

    /// <summary>One of several types.</summary>
    public sealed record Choice(IReadOnlyList<CddlType> Types) : CddlType;

    /// <summary>A type with a size in bytes (section 3.8.1).</summary>
    public sealed record Sized(CddlType Target, int Least, int Most) : CddlType;

    /// <summary>Text that a pattern describes as a whole (section 3.8.3).</summary>
    public sealed record Pattern(CddlType Target, string Expression) : CddlType;

    /// <summary>A map, by its alternatives; each is a list of fields.</summary>
    public sealed record Map(IReadOnlyList<IReadOnlyList<CddlField>> Alternatives) : CddlType;

    /// <summary>An array of one kind of item.</summary>
    public sealed record Array(int Least, int Most, CddlType Item) : CddlType;
}

/// <summary>An entry of a map.</summary>
/// <param name="Key">Its key; null when <paramref name="KeyType"/> describes many.</param>
/// <param name="KeyType">What keys may be, of an entry that stands for many.</param>
/// <param name="Least">0 for one that may be left out.</param>
/// <param name="Most">How many there may be.</param>
/// <param name="Value">The value.</param>
internal sealed record CddlField(string? Key, CddlType? KeyType, int Least, int Most, CddlType Value);
