namespace Enarx.Attestation;

/// <summary>What a simulated SEV firmware, or its host, does wrong when it is asked to.</summary>
public enum SimulatedSevFault
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>AMD's ASK and ARK are left out.</summary>
    MissingIssuers,

    /// <summary>The CEK comes as real platforms export it, without AMD's signature.</summary>
    UnsignedChip,

    /// <summary>The PDH was altered after it was signed.</summary>
    AlteredPdh,

    /// <summary>The PEK's signature by the chip was altered.</summary>
    AlteredPek,

    /// <summary>The guest is launched with debugging, whatever its owner asked for.</summary>
    Debug,

    /// <summary>Another launch digest is told than the one that was measured.</summary>
    AlteredDigest,

    /// <summary>MEASURE was altered.</summary>
    AlteredMeasure,
}
