namespace Enarx.Attestation;

/// <summary>The simulated TEEs of a host: what there is, their roots, and their processors.</summary>
public static class Simulator
{
    private const string Sgx = "DCAP";
    private const string Tdx10 = "1.0";
    private const string Tdx15 = "1.5";
    private const string Cca = "RMM-1.0";
    private const string Nitro = "NSM";

    /// <summary>Every kind, the default product of each TEE first.</summary>
    public static IReadOnlyList<SimulatedKind> Kinds { get; } =
    [
        new(Tee.SevSnp, nameof(SnpProduct.Genoa)),
        new(Tee.SevSnp, nameof(SnpProduct.Milan)),
        new(Tee.SevSnp, nameof(SnpProduct.Turin)),
        new(Tee.Sgx, Sgx),
        new(Tee.Tdx, Tdx15),
        new(Tee.Tdx, Tdx10),
        new(Tee.Cca, Cca),
        new(Tee.Nitro, Nitro),
    ];

    /// <summary>Makes what a TEE's simulation needs and is not there yet.</summary>
    /// <param name="directory">A directory that only this user reaches; it is made if it is not there.</param>
    /// <param name="tee">The TEE.</param>
    /// <returns>The simulation root's pin: what <see cref="KeepPolicy.SimulationRoot"/> names to accept keeps of it.</returns>
    /// <exception cref="SimulationException">The directory or a file in it is not safe to use, or damaged.</exception>
    public static Sha256Digest OpenOrCreate(string directory, Tee tee) => tee switch
    {
        Tee.SevSnp => SimulatedSnpAuthority.OpenOrCreate(directory).RootDigest,
        Tee.Sgx or Tee.Tdx => SimulatedIntelAuthority.OpenOrCreate(directory).RootDigest,
        Tee.Cca => SimulatedCcaAuthority.OpenOrCreate(directory).RootDigest,
        Tee.Nitro => SimulatedNitroAuthority.OpenOrCreate(directory).RootDigest,
        _ => throw new ArgumentOutOfRangeException(nameof(tee), tee, "It is not simulated."),
    };

    /// <summary>Opens a processor.</summary>
    /// <param name="directory">The directory that <see cref="OpenOrCreate"/> was called with.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <exception cref="SimulationException">It is not there, not safe to use, or damaged.</exception>
    public static ISimulatedProcessor Open(string directory, SimulatedKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return kind switch
        {
            (Tee.SevSnp, var product) => SimulatedSnpProcessor.Open(directory, Enum.Parse<SnpProduct>(product)),
            (Tee.Sgx, Sgx) => new SimulatedIntelProcessor(SimulatedIntelPlatform.Open(directory), quoteVersion: 3),
            (Tee.Tdx, Tdx10) => new SimulatedIntelProcessor(SimulatedIntelPlatform.Open(directory), quoteVersion: 4),
            (Tee.Tdx, Tdx15) => new SimulatedIntelProcessor(SimulatedIntelPlatform.Open(directory), quoteVersion: 5),
            (Tee.Cca, Cca) => SimulatedCcaPlatform.Open(directory),
            (Tee.Nitro, Nitro) => SimulatedNitroHypervisor.Open(directory),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It is not simulated."),
        };
    }
}
