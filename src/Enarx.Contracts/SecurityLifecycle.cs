namespace Enarx;

/// <summary>State of a platform's root of trust (RFC 9783, section 4.3.1; the high byte of the claim).</summary>
public enum SecurityLifecycle
{
    /// <summary>Not known.</summary>
    Unknown = 0x00,

    /// <summary>Assembly and test.</summary>
    AssemblyAndTest = 0x10,

    /// <summary>The root of trust is being provisioned.</summary>
    RotProvisioning = 0x20,

    /// <summary>Secured: the only state in which the default policy trusts a platform.</summary>
    Secured = 0x30,

    /// <summary>Parts outside the root of trust are being debugged.</summary>
    NonRotDebug = 0x40,

    /// <summary>The root of trust is being debugged, and can be secured again.</summary>
    RecoverableRotDebug = 0x50,

    /// <summary>Decommissioned.</summary>
    Decommissioned = 0x60,
}
