namespace Enarx.Attestation;

/// <summary>Gathers the claims of a token for people.</summary>
internal sealed class ArmClaims
{
    private readonly List<EvidenceClaim> _all = [];

    /// <summary>Every claim, in the order of reading.</summary>
    public IReadOnlyList<EvidenceClaim> All => _all;

    /// <summary>Adds a claim.</summary>
    public void Add(string name, string value, CborItem item) => _all.Add(new EvidenceClaim(name, value, $"token[0x{item.Offset:x}..0x{item.End:x}]"));

    /// <summary>Adds a claim of bytes, and gives them.</summary>
    public ReadOnlyMemory<byte> Bytes(CborItem item, ReadOnlyMemory<byte> value)
    {
        Add(item.Field, Convert.ToHexStringLower(value.Span), item);
        return value;
    }
}
