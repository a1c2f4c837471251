namespace Enarx.Attestation;

/// <summary>Status codes of the SEV firmware (AMD 55766, table "Status Codes"), those that a simulated one gives.</summary>
public enum SevStatus
{
    /// <summary>INVALID_PLATFORM_STATE.</summary>
    InvalidPlatformState = 0x01,

    /// <summary>INVALID_GUEST_STATE.</summary>
    InvalidGuestState = 0x02,

    /// <summary>INVALID_LENGTH.</summary>
    InvalidLength = 0x04,

    /// <summary>INVALID_CERTIFICATE.</summary>
    InvalidCertificate = 0x06,

    /// <summary>POLICY_FAILURE.</summary>
    PolicyFailure = 0x07,

    /// <summary>BAD_MEASUREMENT.</summary>
    BadMeasurement = 0x0b,

    /// <summary>INVALID_GUEST.</summary>
    InvalidGuest = 0x10,

    /// <summary>UNSUPPORTED.</summary>
    Unsupported = 0x15,

    /// <summary>INVALID_PARAM.</summary>
    InvalidParam = 0x16,

    /// <summary>RESOURCE_LIMIT.</summary>
    ResourceLimit = 0x17,
}
