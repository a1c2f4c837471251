namespace Enarx;

/// <summary>What Intel's PCK certificate of a multi-package platform says of its configuration (Intel SGX PCK certificate profile, 1.5).</summary>
[Flags]
public enum PckPlatform
{
    /// <summary>None of the below.</summary>
    None = 0,

    /// <summary>Packages can be added to the platform.</summary>
    DynamicPlatform = 1,

    /// <summary>The platform's keys are stored with Intel's registration service.</summary>
    CachedKeys = 2,

    /// <summary>Simultaneous multithreading is on.</summary>
    SmtEnabled = 4,
}
