namespace Enarx.Attestation;

/// <summary>What a simulated Nitro hypervisor does wrong when it is asked to.</summary>
public enum NitroFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The enclave runs in debug mode: PCR0 to PCR2 are zero.</summary>
    Debug,

    /// <summary>A bit of the document's signature is wrong.</summary>
    Signature,

    /// <summary>The enclave's certificate, and the document with it, is a day old.</summary>
    Expired,

    /// <summary>The issuer of the enclave's certificate is left out of the bundle.</summary>
    MissingIssuer,

    /// <summary>The certificates are of another root.</summary>
    OtherRoot,
}
