namespace Enarx.Attestation;

/// <summary>Bytes that are not the DER structure they were read as.</summary>
internal sealed class DerException(int offset, string problem, Exception? inner = null)
    : FormatException($"at byte {offset}: {problem}", inner)
{
    /// <summary>Offset in bytes from the start of the structure.</summary>
    public int Offset { get; } = offset;
}
