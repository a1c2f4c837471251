namespace Enarx.Attestation;

/// <summary>What is said about a launched guest: by LAUNCH_MEASURE, or by the ATTESTATION command.</summary>
internal sealed class SevStatement
{
    private SevStatement()
    {
    }

    /// <summary>What the launch gave; null when it is a report of the ATTESTATION command.</summary>
    public SevLaunch? Launch { get; private init; }

    /// <summary>The report of the ATTESTATION command; null when it is what the launch gave.</summary>
    public SevAttestationReport? Report { get; private init; }

    public SevPolicy Policy => Launch?.Policy ?? Report!.Policy;

    public byte[] Digest => Launch?.Digest ?? Report!.Digest;

    public byte[] Nonce => Launch?.Nonce ?? Report!.Nonce;

    /// <summary>Version of the firmware: API major, API minor, build; null where it is not said.</summary>
    public Version? Firmware => Launch is null ? null : new Version(Launch.ApiMajor, Launch.ApiMinor, Launch.Build);

    /// <summary>Where the policy stands.</summary>
    public string PolicySource => Launch is null ? "sev-launch[0x30..0x34]" : "sev-launch[0x8..0xc]";

    /// <summary>Where the launch digest stands.</summary>
    public string DigestSource => Launch is null ? "sev-launch[0x10..0x30]" : "sev-launch[0xc..0x2c]";

    /// <summary>Where MNONCE stands.</summary>
    public string NonceSource => Launch is null ? "sev-launch[0x0..0x10]" : "sev-launch[0x4c..0x5c]";

    /// <summary>Reads either, which their lengths tell apart.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static SevStatement Read(byte[] bytes) => bytes.Length == SevAttestationReport.Length
        ? new SevStatement { Report = SevAttestationReport.Read(bytes) }
        : new SevStatement { Launch = SevLaunch.Decode(bytes) };
}
