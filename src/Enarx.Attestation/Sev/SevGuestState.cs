namespace Enarx.Attestation;

/// <summary>State of a guest, as the firmware sees it (AMD 55766, section 6.1.2).</summary>
public enum SevGuestState
{
    /// <summary>LUPDATE: its memory is being loaded.</summary>
    LaunchUpdate = 1,

    /// <summary>LSECRET: it is measured, and waits for secrets.</summary>
    LaunchSecret = 2,

    /// <summary>RUNNING.</summary>
    Running = 3,
}
