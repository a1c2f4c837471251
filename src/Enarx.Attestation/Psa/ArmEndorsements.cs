using System.Security.Cryptography;
using System.Text;

namespace Enarx.Attestation;

/// <summary>
/// What comes with a token of a PSA root of trust: attestation keys as a SubjectPublicKeyInfo in DER or PEM, a JWK, a
/// list of trust anchors or an unsigned CoRIM; and reference values. All of it are candidates: a key is trusted only
/// where the policy names its digest, and reference values can only make a verdict stricter.
/// </summary>
internal sealed class ArmEndorsements
{
    private const int MostItems = 32;
    private const int MostParts = 256;

    private readonly List<ArmKey> _keys = [];
    private readonly List<ArmPlatformReference> _platforms = [];
    private readonly List<CcaRealmReference> _realms = [];

    /// <summary>Every key.</summary>
    public IReadOnlyList<ArmKey> Keys => _keys;

    /// <summary>References for platforms.</summary>
    public IReadOnlyList<ArmPlatformReference> Platforms => _platforms;

    /// <summary>References for Realms.</summary>
    public IReadOnlyList<CcaRealmReference> Realms => _realms;

    /// <summary>Reads everything that came with the evidence.</summary>
    /// <param name="checks">Where it is recorded.</param>
    /// <param name="format">The check of their form.</param>
    /// <param name="items">The endorsements.</param>
    public static ArmEndorsements Read(CheckList checks, CheckDefinition format, IReadOnlyList<byte[]>? items)
    {
        var read = new ArmEndorsements();
        int index = 0;
        try
        {
            for (; index < (items?.Count ?? 0); index++)
            {
                if (index == MostItems)
                    throw new FormatException($"there are more than {MostItems} endorsements.");
                read.AddItem(items![index] ?? [], $"endorsements[{index}]");
            }

            checks.Record(format, holds: true, "");
        }
        catch (FormatException e)
        {
            checks.Record(format, holds: false, "An endorsement is damaged or of no known kind; leave it out or get it again.",
                "a public key in DER, PEM or JWK, trust anchors or reference values in JSON, or an unsigned CoRIM", e.Message, $"endorsements[{index}]");
        }

        return read;
    }

    /// <summary>Whether an endorsement is of one of these forms, and has a key or a reference value.</summary>
    public static bool CanRead(byte[] item)
    {
        try
        {
            var read = new ArmEndorsements();
            read.AddItem(item, "");
            return read._keys.Count + read._platforms.Count + read._realms.Count > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Adds a key.</summary>
    public void Add(ArmKey key) => Bounded(_keys, key);

    /// <summary>Adds a reference.</summary>
    public void Add(ArmPlatformReference reference) => Bounded(_platforms, reference);

    /// <summary>Adds a reference.</summary>
    public void Add(CcaRealmReference reference) => Bounded(_realms, reference);

    /// <summary>SubjectPublicKeyInfo of one PEM block.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static byte[] ReadPem(string text)
    {
        if (!PemEncoding.TryFind(text, out PemFields fields) || text[fields.Label] != "PUBLIC KEY"
            || text.AsSpan(fields.Location.End.Value).Trim().Length > 0 || text.AsSpan(0, fields.Location.Start.Value).Trim().Length > 0)
            throw new FormatException("at byte 0x0: there must be one PEM block 'PUBLIC KEY' (RFC 7468) and nothing else.");
        return RequireInfo(Convert.FromBase64String(text[fields.Base64Data]));
    }

    private void AddItem(byte[] item, string source)
    {
        if (item.Length > EndorsementSet.LongestItem)
            throw new FormatException($"there must be at most {EndorsementSet.LongestItem} bytes; there are {item.Length}.");
        switch (item)
        {
            case [0x30, ..]:
                Add(new ArmKey(RequireInfo(item), null, null, source));
                break;
            case [(byte)'-', ..]:
                Add(new ArmKey(ReadPem(Encoding.Latin1.GetString(item)), null, null, source));
                break;
            case [0xd9, ..] or [0xd2, ..]:
                new CorimReader(this, source).Read(item);
                break;
            case [(byte)'{' or (byte)'[' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n', ..]:
                new ArmJsonReader(this, source).Read(item);
                break;
            default:
                throw new FormatException("at byte 0x0: it begins like nothing that is known.");
        }
    }

    private static byte[] RequireInfo(byte[] info) => VerificationKey.CurveBits(info) is not null
        ? info
        : throw new FormatException("at byte 0x0: there must be a SubjectPublicKeyInfo of P-256, P-384 or P-521 with both coordinates (RFC 5480).");

    private static void Bounded<T>(List<T> list, T value)
    {
        if (list.Count == MostParts)
            throw new FormatException($"there are more than {MostParts} keys or reference values.");
        list.Add(value);
    }
}
