namespace Enarx.Attestation;

/// <summary>How AMD's processors protect a virtual machine.</summary>
public enum MachineKind
{
    /// <summary>SEV-SNP.</summary>
    SevSnp,

    /// <summary>SEV-ES: SEV with encrypted state.</summary>
    SevEs,

    /// <summary>SEV.</summary>
    Sev,
}
