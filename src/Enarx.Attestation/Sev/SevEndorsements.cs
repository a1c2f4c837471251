namespace Enarx.Attestation;

/// <summary>
/// What came with a platform's certificates: AMD's ARK and ASK in AMD's own format, any number of them side by side, and
/// the CEK as AMD has signed it. They are candidates: being here makes none of them trusted. Where several fit, the one
/// that verifies is preferred, so that nobody can break a chain by an old certificate beside the right one.
/// </summary>
internal sealed class SevEndorsements
{
    private const int MostItems = 32;
    private const int MostCertificates = 32;

    private readonly List<SevCaCertificate> _authorities = [];
    private readonly List<SevCertificate> _chips = [];

    private SevEndorsements()
    {
    }

    /// <summary>ASK.</summary>
    public SevCaCertificate? Issuer { get; private set; }

    /// <summary>ARK.</summary>
    public SevCaCertificate? Root { get; private set; }

    /// <summary>Reads everything that came with the evidence.</summary>
    public static SevEndorsements Read(CheckList checks, IReadOnlyList<byte[]>? items)
    {
        var read = new SevEndorsements();
        int index = 0;
        try
        {
            for (; index < (items?.Count ?? 0); index++)
            {
                if (index == MostItems)
                    throw new FieldException("endorsements", 0, $"there are more than {MostItems}");
                read.Add(items![index] ?? []);
            }

            checks.Record(SevChecks.EndorsementFormat, holds: true, "");
        }
        catch (FieldException e)
        {
            checks.Record(SevChecks.EndorsementFormat, holds: false, "An endorsement is damaged or of no known kind; leave it out or fetch it again.",
                "ARK, ASK or CEK in AMD's own format", e.Message, $"endorsements[{index}][0x{e.Offset:x}..]");
        }

        return read;
    }

    /// <summary>Picks CEK, ASK and ARK for a platform; without one only what AMD's authority is.</summary>
    public void Pick(CheckList checks, SevPlatform? platform)
    {
        if (platform is not null)
            PickChip(checks, platform);
        Issuer = PickAuthority(SevUsage.Ask, ask => platform is not null && SevChainChecks.IsSigned(platform.Cek, SevUsage.Ask, ask.PublicKeyInfo, ask.Algorithm));
        Root = PickAuthority(SevUsage.Ark, ark => Issuer is not null && SevSignature.Verify(ark.PublicKeyInfo, ark.Algorithm, Issuer.Signed, Issuer.Signature));
        string missing = string.Join(" and ", new[] { Issuer is null ? "ASK" : null, Root is null ? "ARK" : null }.OfType<string>());
        if (missing.Length == 0)
            checks.Record(SevChecks.EndorsementsComplete, holds: true, "");
        else
            checks.NotDone(SevChecks.EndorsementsComplete, required: true, "Supply AMD's ASK and ARK of the product with the evidence.", $"missing: {missing}", "endorsements");
    }

    private void PickChip(CheckList checks, SevPlatform platform)
    {
        // A platform exports its CEK without AMD's signature; who asks AMD for it gets the certificate with it.
        bool signed = platform.Cek.SlotOf(SevUsage.Ask) is not null;
        if (!signed && _chips.Find(c => c.HasKeyOf(platform.Cek) && c.SlotOf(SevUsage.Ask) is not null) is { } endorsed)
            platform.Endorse(endorsed);
        if (signed || platform.IsCekEndorsed)
            checks.Record(SevChecks.ChipEndorsed, holds: true, "");
        else if (_chips.Count > 0)
            checks.Record(SevChecks.ChipEndorsed, holds: false, "The CEK certificate that came as an endorsement is of another chip, or AMD has not signed it.", "the key of the report's CEK, with AMD's signature", source: "endorsements");
        else
            checks.NotDone(SevChecks.ChipEndorsed, required: true, "The CEK carries no signature of AMD's. Fetch the signed certificate from AMD by the chip's id and supply it with the evidence.");
    }

    private SevCaCertificate? PickAuthority(SevUsage usage, Func<SevCaCertificate, bool> fits)
    {
        SevCaCertificate[] candidates = [.. _authorities.Where(a => a.Usage == usage)];
        return candidates.FirstOrDefault(fits) ?? candidates.FirstOrDefault();
    }

    private void Add(ReadOnlyMemory<byte> item)
    {
        if (item.IsEmpty)
            throw new FieldException("certificate", 0, "there are no bytes");
        for (int position = 0; position < item.Length;)
        {
            if (_authorities.Count + _chips.Count == MostCertificates)
                throw new FieldException("certificates", position, $"there are more than {MostCertificates}");
            ReadOnlyMemory<byte> rest = item[position..];
            if (rest.Length >= SevCertificate.Length && new SevCertificate(rest[..SevCertificate.Length]) is { Version: 1, Usage: SevUsage.Cek } chip)
            {
                _chips.Add(chip);
                position += SevCertificate.Length;
                continue;
            }

            SevCaCertificate authority = SevCaCertificate.Read(item, position);
            _authorities.Add(authority);
            position += authority.Bytes.Length;
        }
    }
}
