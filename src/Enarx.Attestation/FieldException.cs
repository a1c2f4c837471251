namespace Enarx.Attestation;

/// <summary>Bytes of a format with fields at places that are not what the format says.</summary>
/// <param name="field">Name of the field in its specification.</param>
/// <param name="offset">Offset of the field in bytes from the start of the structure.</param>
/// <param name="problem">What is wrong with it, without a full stop.</param>
/// <param name="inner">The cause.</param>
internal sealed class FieldException(string field, int offset, string problem, Exception? inner = null)
    : FormatException($"at byte {offset}, {field}: {problem}.", inner)
{
    /// <summary>Name of the field.</summary>
    public string Field { get; } = field;

    /// <summary>Offset in bytes from the start of the structure.</summary>
    public int Offset { get; } = offset;
}
