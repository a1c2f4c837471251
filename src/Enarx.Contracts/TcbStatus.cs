namespace Enarx;

/// <summary>
/// How Intel rates the TCB of a platform, as its PCS spells it (Intel SGX and TDX Provisioning Certification Service,
/// tcbStatus), with the two relaunch states of TDX.
/// </summary>
public enum TcbStatus
{
    /// <summary>Everything is up to date.</summary>
    UpToDate = 1,

    /// <summary>Up to date; software inside must defend itself against known attacks.</summary>
    SWHardeningNeeded,

    /// <summary>Up to date; the platform's configuration must be changed.</summary>
    ConfigurationNeeded,

    /// <summary>Up to date; both of the above.</summary>
    ConfigurationAndSWHardeningNeeded,

    /// <summary>The firmware has known faults.</summary>
    OutOfDate,

    /// <summary>The firmware has known faults, and the configuration must be changed.</summary>
    OutOfDateConfigurationNeeded,

    /// <summary>The firmware was updated since the TD was launched; launching it again makes it up to date.</summary>
    TDRelaunchAdvised,

    /// <summary>The same, and the configuration must be changed.</summary>
    TDRelaunchAdvisedConfigurationNeeded,

    /// <summary>The platform is compromised.</summary>
    Revoked,
}
