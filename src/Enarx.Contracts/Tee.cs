namespace Enarx;

/// <summary>The trusted execution environments whose evidence this release can appraise.</summary>
public enum Tee
{
    /// <summary>AMD SEV-SNP (AMD publication 56860).</summary>
    SevSnp = 1,
}
