namespace Enarx.Attestation;

/// <summary>A simulated SEV firmware refuses a command.</summary>
public sealed class SevFirmwareException : Exception
{
    /// <summary>Says which command is refused and why.</summary>
    public SevFirmwareException(string command, SevStatus status, string message)
        : base($"{command} is refused with {status} (0x{(int)status:x2}): {message}") => Status = status;

    /// <summary>The firmware's status code.</summary>
    public SevStatus Status { get; }
}
