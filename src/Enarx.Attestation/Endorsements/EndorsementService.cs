namespace Enarx.Attestation;

/// <summary>Services of vendors that give endorsements out.</summary>
public enum EndorsementService
{
    /// <summary>AMD's Key Distribution Service (AMD 57230, chapter 4).</summary>
    AmdKds = 1,

    /// <summary>Intel's Provisioning Certification Service, API v4, or a PCCS in its place.</summary>
    IntelPcs,

    /// <summary>Where Intel's root certificate has its revocation list.</summary>
    IntelRootCrl,
}
