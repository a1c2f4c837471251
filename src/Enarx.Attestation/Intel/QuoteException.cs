namespace Enarx.Attestation;

/// <summary>Bytes that are not the quote they were read as.</summary>
internal sealed class QuoteException(string field, int offset, string problem)
    : FormatException($"{field} at byte {offset}: {problem}")
{
    /// <summary>The field that does not fit, as Intel's documents name it.</summary>
    public string Field { get; } = field;

    /// <summary>Offset in bytes from the start of the quote.</summary>
    public int Offset { get; } = offset;
}
