namespace Enarx.Attestation;

/// <summary>State of a platform's SEV firmware (AMD 55766, section 5.1.2).</summary>
public enum SevPlatformState
{
    /// <summary>UNINIT: SEV is off.</summary>
    Uninitialized = 0,

    /// <summary>INIT: SEV is on and there is no guest.</summary>
    Initialized = 1,

    /// <summary>WORKING: there are guests.</summary>
    Working = 2,
}
