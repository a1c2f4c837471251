namespace Enarx.Attestation;

/// <summary>Models of virtual processor by QEMU's names, and the signature (CPUID Fn0000_0001_EAX; AMD 25481) that each begins with in RDX.</summary>
public static class ProcessorModel
{
    private static readonly Dictionary<string, uint> Signatures = new(StringComparer.OrdinalIgnoreCase)
    {
        ["EPYC"] = Signature(0x17, 0x01, 2),
        ["EPYC-IBPB"] = Signature(0x17, 0x01, 2),
        ["EPYC-v1"] = Signature(0x17, 0x01, 2),
        ["EPYC-v2"] = Signature(0x17, 0x01, 2),
        ["EPYC-v3"] = Signature(0x17, 0x01, 2),
        ["EPYC-v4"] = Signature(0x17, 0x01, 2),
        ["EPYC-Rome"] = Signature(0x17, 0x31, 0),
        ["EPYC-Rome-v1"] = Signature(0x17, 0x31, 0),
        ["EPYC-Rome-v2"] = Signature(0x17, 0x31, 0),
        ["EPYC-Rome-v3"] = Signature(0x17, 0x31, 0),
        ["EPYC-Milan"] = Signature(0x19, 0x01, 1),
        ["EPYC-Milan-v1"] = Signature(0x19, 0x01, 1),
        ["EPYC-Milan-v2"] = Signature(0x19, 0x01, 1),
        ["EPYC-Genoa"] = Signature(0x19, 0x11, 0),
        ["EPYC-Genoa-v1"] = Signature(0x19, 0x11, 0),
        ["EPYC-Turin"] = Signature(0x1a, 0x00, 0),
    };

    /// <summary>Every name that is known, as QEMU spells it.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Signatures.Keys];

    /// <summary>The signature of a model; case does not matter.</summary>
    /// <exception cref="ArgumentException">No such model is known.</exception>
    public static uint SignatureOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Signatures.TryGetValue(name, out uint signature)
            ? signature
            : throw new ArgumentException($"There is no processor model '{name}'. The known ones are {string.Join(", ", Names)}.", nameof(name));
    }

    /// <summary>The signature of a processor.</summary>
    /// <param name="family">Family, the extended one added in.</param>
    /// <param name="model">Model, with the extended one as its high digit.</param>
    /// <param name="stepping">Stepping.</param>
    public static uint Signature(byte family, byte model, byte stepping)
    {
        uint low = Math.Min(family, (byte)0xf), high = family - low;
        return (high << 20) | ((uint)(model >> 4) << 16) | (low << 8) | ((model & 0xfu) << 4) | (stepping & 0xfu);
    }
}
