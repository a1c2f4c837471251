namespace Enarx.Attestation;

/// <summary>What a reference says of a Realm.</summary>
/// <param name="InitialMeasurement">RIM.</param>
/// <param name="PersonalizationValue">RPV; null when nothing is said.</param>
/// <param name="ExtensibleMeasurements">REM 0 to 3; null where nothing is said.</param>
internal sealed record CcaRealmReference(byte[] InitialMeasurement, byte[]? PersonalizationValue, IReadOnlyList<byte[]?> ExtensibleMeasurements)
{
    /// <summary>Whether a Realm is the one.</summary>
    public bool Is(CcaRealmToken realm) =>
        realm.InitialMeasurement.Span.SequenceEqual(InitialMeasurement)
        && (PersonalizationValue is null || realm.PersonalizationValue.Span.SequenceEqual(PersonalizationValue))
        && ExtensibleMeasurements.Select((rem, i) => rem is null || realm.ExtensibleMeasurements[i].Span.SequenceEqual(rem)).All(same => same);
}
