namespace Enarx.Attestation;

/// <summary>Compares memory by its content, all of it.</summary>
internal sealed class ContentComparer : IEqualityComparer<ReadOnlyMemory<byte>>
{
    // Certificates and lists end in their signatures, which differ where anything does.
    private const int Hashed = 64;

    public static readonly ContentComparer Instance = new();

    /// <inheritdoc/>
    public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

    /// <inheritdoc/>
    public int GetHashCode(ReadOnlyMemory<byte> obj)
    {
        var hash = new HashCode();
        hash.Add(obj.Length);
        hash.AddBytes(obj.Span[^Math.Min(obj.Length, Hashed)..]);
        return hash.ToHashCode();
    }
}
