namespace Enarx;

/// <summary>One thing in which two pieces of evidence, or their appraisals, differ.</summary>
/// <param name="Field">What differs: a property of the appraisal, a claim by its vendor's name, a check by its id, or an endorsement by its kind.</param>
/// <param name="Left">Its value in the first; null where the first has none.</param>
/// <param name="Right">Its value in the second; null where the second has none.</param>
/// <param name="Meaning">What that means for who relies on it.</param>
public sealed record EvidenceDifference(string Field, string? Left, string? Right, string Meaning)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Field}: {Left ?? "none"} -> {Right ?? "none"}";
}
