namespace Enarx.Attestation;

/// <summary>A TDX module that TCB info vouches for.</summary>
/// <param name="Id">For example <c>TDX_01</c>, after the module's major version; empty for the module of version 0.</param>
/// <param name="MrSigner">What MRSIGNERSEAM must be, 48 bytes.</param>
/// <param name="Attributes">What SEAMATTRIBUTES must be under the mask, 8 bytes.</param>
/// <param name="AttributesMask">The mask.</param>
/// <param name="Levels">Its levels, the newest first; empty for the module of version 0, which the platform's levels rate.</param>
internal sealed record TdxModule(string Id, byte[] MrSigner, byte[] Attributes, byte[] AttributesMask, IReadOnlyList<IsvLevel> Levels)
{
    private const int AttributesLength = 8;

    /// <summary>Reads <c>tdxModule</c>.</summary>
    /// <exception cref="CollateralException">A member does not fit.</exception>
    public static TdxModule Read(PcsElement module) => Read(module, "", []);

    /// <summary>Reads an element of <c>tdxModuleIdentities</c>.</summary>
    /// <exception cref="CollateralException">A member does not fit.</exception>
    public static TdxModule ReadIdentity(PcsElement identity) => Read(identity, identity.Member("id").Text(), IsvLevel.ReadAll(identity));

    /// <summary>Whether a TD's module is signed and set up as this one.</summary>
    public bool IsOf(TdReport report)
    {
        for (int i = 0; i < AttributesLength; i++)
        {
            // No attribute is defined that a module in production has.
            if (report.SeamAttributes[i] != 0 || (report.SeamAttributes[i] & AttributesMask[i]) != Attributes[i])
                return false;
        }

        return report.MrSignerSeam.SequenceEqual(MrSigner);
    }

    private static TdxModule Read(PcsElement module, string id, IReadOnlyList<IsvLevel> levels) => new(
        id,
        module.Member("mrsigner").Hex(TdReport.MeasurementLength),
        module.Member("attributes").Hex(AttributesLength),
        module.Member("attributesMask").Hex(AttributesLength),
        levels);
}
