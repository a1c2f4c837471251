namespace Enarx.Attestation;

/// <summary>What a conceptual message is, as its wrapper says (RFC 9999, section 3.1).</summary>
[Flags]
internal enum CmwIndicator : uint
{
    /// <summary>The wrapper does not say.</summary>
    None = 0,

    /// <summary>Reference values.</summary>
    ReferenceValues = 1,

    /// <summary>Endorsements.</summary>
    Endorsements = 2,

    /// <summary>Evidence.</summary>
    Evidence = 4,

    /// <summary>Attestation results.</summary>
    Results = 8,

    /// <summary>An appraisal policy.</summary>
    Policy = 16,
}

/// <summary>What to do with it.</summary>
internal static class CmwIndicators
{
    /// <summary>Whether a message may be evidence or endorsements; the others are for a verifier to choose and not for an attester to send.</summary>
    public static bool IsUsed(this CmwIndicator indicator) =>
        indicator == CmwIndicator.None || (indicator & (CmwIndicator.Evidence | CmwIndicator.Endorsements)) != 0;
}
