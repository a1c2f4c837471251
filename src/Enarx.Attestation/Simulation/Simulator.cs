namespace Enarx.Attestation;

/// <summary>The simulated TEEs of a host: what there is, their roots, and their processors.</summary>
public static class Simulator
{
    /// <summary>Every kind, the default product of each TEE first.</summary>
    public static IReadOnlyList<SimulatedKind> Kinds { get; } =
    [
        new(Tee.SevSnp, nameof(SnpProduct.Genoa)),
        new(Tee.SevSnp, nameof(SnpProduct.Milan)),
        new(Tee.SevSnp, nameof(SnpProduct.Turin)),
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
        return kind.Tee switch
        {
            Tee.SevSnp => SimulatedSnpProcessor.Open(directory, Enum.Parse<SnpProduct>(kind.Product)),
            Tee.Sgx or Tee.Tdx => SimulatedIntelProcessor.Open(directory, kind),
            Tee.Cca => SimulatedCcaPlatform.Open(directory),
            Tee.Nitro => SimulatedNitroHypervisor.Open(directory),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It is not simulated."),
        };
    }
}
