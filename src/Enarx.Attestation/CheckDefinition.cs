using System.Runtime.CompilerServices;

namespace Enarx.Attestation;

/// <summary>A check that an appraisal makes, before it is made. There is one object a check, and that is its identity.</summary>
/// <param name="Id">Stable identifier; docs and scripts name it.</param>
/// <param name="Title">What the check establishes when it passes.</param>
/// <param name="Category">What kind of fault it shows when it fails.</param>
internal sealed record CheckDefinition(string Id, string Title, CheckCategory Category)
{
    // Every appraisal looks up every check several times: hashing the texts would cost as much as parsing the evidence.

    /// <inheritdoc/>
    public bool Equals(CheckDefinition? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}
