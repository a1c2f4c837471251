using System.Globalization;

namespace Enarx.Attestation;

/// <summary>
/// The attestation document of a Nitro enclave (AWS, attestation_process.md, section 2.2), read field by field: what
/// breaks one rule keeps the others from nothing.
/// </summary>
internal sealed class NitroDocument
{
    private const int MostFields = 32;
    private const int LongestModuleId = 1024;
    private const int LongestCertificate = 1024;
    private const int MostIssuers = 7;
    private const int MostRegisters = 32;

    // 9999-12-31, after which .NET has no dates.
    private const long LastMoment = 253402300799999;

    private static readonly string[] Mandatory = ["module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle"];
    private static readonly string[] Optional = ["public_key", "user_data", "nonce"];

    private readonly CheckList _checks;
    private readonly CborMap _fields;
    private readonly SortedDictionary<int, ReadOnlyMemory<byte>> _registers = [];
    private readonly List<EvidenceClaim> _claims = [];

    private NitroDocument(CheckList checks, CborMap fields)
    {
        _checks = checks;
        _fields = fields;
    }

    /// <summary>When it was made; null when it does not say.</summary>
    public DateTimeOffset? Timestamp { get; private set; }

    /// <summary>The registers; without all of them where one is malformed.</summary>
    public IReadOnlyDictionary<int, ReadOnlyMemory<byte>> Registers => _registers;

    /// <summary>The certificate whose key signed it; null when it cannot be read.</summary>
    public X509Certificate? Certificate { get; private set; }

    /// <summary>The certificate's issuers, the root first; null when one cannot be read.</summary>
    public IReadOnlyList<X509Certificate>? Issuers { get; private set; }

    /// <summary>user_data; null when there is none.</summary>
    public byte[]? UserData { get; private set; }

    /// <summary>nonce; null when there is none.</summary>
    public byte[]? Nonce { get; private set; }

    /// <summary>What it states, for people.</summary>
    public IReadOnlyList<EvidenceClaim> Claims => _claims;

    /// <summary>A register in lower-case hexadecimal; null when the document does not have it.</summary>
    public string? Register(int index) => _registers.TryGetValue(index, out ReadOnlyMemory<byte> value) ? Convert.ToHexStringLower(value.Span) : null;

    /// <summary>Reads a document and makes the checks of its syntax.</summary>
    /// <param name="checks">Where they are recorded.</param>
    /// <param name="payload">The byte string that holds it.</param>
    /// <returns>The document; null when it is not even a map.</returns>
    public static NitroDocument? Read(CheckList checks, CborItem payload)
    {
        const int LongestDocument = 16384;
        CborMap fields;
        try
        {
            payload.Bytes(1, LongestDocument);
            fields = payload.Embedded("document", allowIndefinite: true).Map(MostFields);
            foreach (string name in Mandatory)
            {
                if (fields.Get(name).IsNull)
                    throw fields.Get(name).Bad("it is null.");
            }

            if (fields.Numbers.Count > 0 || fields.Texts.Except(Mandatory).Except(Optional).Any())
                throw payload.Bad($"it has a field beside {string.Join(", ", Mandatory.Concat(Optional))}.");
            checks.Record(NitroChecks.Fields, holds: true, "");
        }
        catch (CborException e)
        {
            checks.Record(NitroChecks.Fields, holds: false, "The document is altered, or of a kind that is not known.", "a document of AWS' specification", e.Message, $"document[0x{e.Offset:x}..]");
            return null;
        }

        var document = new NitroDocument(checks, fields);
        document.ReadAll();
        return document;
    }

    private void ReadAll()
    {
        Rule(NitroChecks.ModuleId, "module_id", item => item.Text(LongestModuleId) is { Length: > 0 } id ? id : throw item.Bad("it is empty."));
        Rule(NitroChecks.Digest, "digest", item => item.Text(16) is "SHA384" and var name ? name : throw item.Bad("it is not SHA384."));
        Rule(NitroChecks.Timestamp, "timestamp", item =>
        {
            Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(item.Integer(1, LastMoment));
            return Timestamp.Value.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        });
        Rule(NitroChecks.Pcrs, "pcrs", ReadRegisters);
        Rule(NitroChecks.Certificate, "certificate", item => (Certificate = ReadCertificate(item)).Subject.ToString());
        Rule(NitroChecks.Cabundle, "cabundle", item => $"{(Issuers = [.. item.Array(1, MostIssuers).Select(ReadCertificate)]).Count} certificates");
        Rule(NitroChecks.PublicKey, "public_key", item => Convert.ToHexStringLower(item.Bytes(1, 1024).Span));
        Rule(NitroChecks.UserData, "user_data", item => Convert.ToHexStringLower(UserData = item.Bytes(0, 512).ToArray()));
        Rule(NitroChecks.Nonce, "nonce", item => Convert.ToHexStringLower(Nonce = item.Bytes(0, 512).ToArray()));
    }

    /// <summary>Makes the check of a field. AWS' own documents have null where an optional field is absent.</summary>
    private void Rule(CheckDefinition check, string name, Func<CborItem, string> read)
    {
        if (_fields.Find(name) is not { } item || item.IsNull)
        {
            _checks.Record(check, holds: true, "", actual: "none");
            return;
        }

        try
        {
            string value = read(item);
            _claims.Add(new EvidenceClaim(name, value, Place(item)));
            _checks.Record(check, holds: true, "", source: Place(item));
        }
        catch (CborException e)
        {
            _checks.Record(check, holds: false, "The Nitro Security Module makes no such document.", check.Title, e.Message, Place(item));
        }
    }

    private string ReadRegisters(CborItem item)
    {
        CborMap map = item.Map(MostRegisters);
        if (map.Texts.Count > 0 || map.Count == 0)
            throw item.Bad(map.Count == 0 ? "it is empty." : "a key is not an integer.");
        foreach (long index in map.Numbers)
        {
            CborItem register = map.Get(index, $"PCR{index}");
            if (index is < 0 or >= MostRegisters)
                throw register.Bad("there are registers 0 to 31.");
            _registers.Add((int)index, register.Hash());
        }

        foreach (int index in _registers.Keys)
            _claims.Add(new EvidenceClaim($"PCR{index}", Register(index)!, Place(map.Get(index, $"PCR{index}"))));
        return $"{_registers.Count} registers";
    }

    private static X509Certificate ReadCertificate(CborItem item)
    {
        ReadOnlyMemory<byte> der = item.Bytes(1, LongestCertificate);
        try
        {
            return X509Certificate.Parse(der);
        }
        catch (DerException e)
        {
            throw new CborException(item.End - der.Length + e.Offset, item.Field, $"it is no certificate: {e.Message}", e);
        }
    }

    private static string Place(CborItem item) => $"document[0x{item.Offset:x}..0x{item.End:x}]";
}
