namespace Enarx.Attestation;

/// <summary>Lines of AMD EPYC processors that have SEV-SNP, by the names that AMD's key service gives them.</summary>
public enum SnpProduct
{
    /// <summary>EPYC 7003.</summary>
    Milan = 1,

    /// <summary>EPYC 9004 and 8004 (Genoa, Bergamo and Siena share their roots).</summary>
    Genoa = 2,

    /// <summary>EPYC 9005.</summary>
    Turin = 3,
}
