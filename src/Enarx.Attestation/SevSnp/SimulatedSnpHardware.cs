namespace Enarx.Attestation;

/// <summary>What a simulated processor says of itself: values that real ones of its product report.</summary>
internal static class SimulatedSnpHardware
{
    /// <summary>SMT_EN, ECC_EN and ALIAS_CHECK_COMPLETE.</summary>
    public const ulong PlatformInfo = 0x25;

    /// <summary>LAUNCH_MIT_VECTOR and CURRENT_MIT_VECTOR.</summary>
    public const ulong MitigationVector = 0x0b;

    /// <summary>Build, minor and major version of the firmware: 1.58.1.</summary>
    public static ReadOnlySpan<byte> Firmware => [1, 58, 1];

    /// <summary>CPUID family, model and stepping.</summary>
    public static ReadOnlySpan<byte> Cpuid(SnpProduct product) => product switch
    {
        SnpProduct.Milan => [0x19, 0x01, 0x01],
        SnpProduct.Genoa => [0x19, 0x11, 0x01],
        _ => [0x1a, 0x02, 0x01],
    };

    /// <summary>The TCB: patch levels of 2026.</summary>
    public static SnpTcb Tcb(SnpProduct product) => product switch
    {
        SnpProduct.Milan => new SnpTcb(4, 0, 27, 222),
        SnpProduct.Genoa => new SnpTcb(10, 0, 27, 84),
        _ => new SnpTcb(1, 1, 4, 80, Fmc: 1),
    };
}
