namespace Enarx.Attestation;

/// <summary>Bytes that are not the CBOR structure they were read as.</summary>
internal sealed class CborException(int offset, string field, string problem, Exception? inner = null)
    : FormatException($"{field}, at byte 0x{offset:x}: {problem}", inner)
{
    /// <summary>Offset in bytes from the start of what was read.</summary>
    public int Offset { get; } = offset;

    /// <summary>The field that is wrong.</summary>
    public string Field { get; } = field;
}
