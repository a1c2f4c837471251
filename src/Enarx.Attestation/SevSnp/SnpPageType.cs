namespace Enarx.Attestation;

/// <summary>Types of page that a launch adds to a guest (AMD 56860, SNP_LAUNCH_UPDATE, PAGE_TYPE).</summary>
public enum SnpPageType
{
    /// <summary>Code or data; its content is measured.</summary>
    Normal = 1,

    /// <summary>Initial state of a virtual processor; its content is measured.</summary>
    Vmsa = 2,

    /// <summary>A page of zeros.</summary>
    Zero = 3,

    /// <summary>A page whose content is not measured.</summary>
    Unmeasured = 4,

    /// <summary>The page that the firmware fills with secrets.</summary>
    Secrets = 5,

    /// <summary>The page that the firmware fills with CPUID values.</summary>
    Cpuid = 6,
}
