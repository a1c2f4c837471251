using System.Formats.Cbor;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// Many endorsements in one file, for appraisals without a network: deterministically encoded CBOR, so that the same
/// endorsements give the same bytes (docs/endorsement-bundle.md). Its digests find damage; trust comes from the
/// verifier alone, which a bundle cannot persuade.
/// </summary>
public sealed class EndorsementBundle
{
    /// <summary>The longest bundle, bytes.</summary>
    internal const int LongestBundle = 128 * 1024 * 1024;

    /// <summary>Bytes that tell a bundle from other files.</summary>
    internal const int MarkLength = 3 + 1 + 1 + 1 + 20;

    private const string Name = "enarxps-endorsements";
    private const ulong Version = 1;
    private const int MostEndorsements = 100_000;

    // Keys of the map.
    private const ulong NameKey = 0;
    private const ulong VersionKey = 1;
    private const ulong EndorsementsKey = 2;
    private const ulong RequestKey = 3;
    private const ulong FetchedKey = 4;

    private EndorsementBundle(IReadOnlyList<Endorsement> endorsements) => Endorsements = endorsements;

    /// <summary>The endorsements, in the order of their digests.</summary>
    public IReadOnlyList<Endorsement> Endorsements { get; }

    /// <summary>The address whose answer they are; null in a bundle that was made of many.</summary>
    internal string? Request { get; private init; }

    /// <summary>When that address gave them.</summary>
    internal DateTimeOffset? Fetched { get; private init; }

    // Self-described CBOR (RFC 8949, section 3.4.6), a map whose first key is 0, and the name.
    private static ReadOnlySpan<byte> Tag => [0xd9, 0xd9, 0xf7];

    /// <summary>Whether a file begins as bundles do.</summary>
    public static bool IsBundle(ReadOnlySpan<byte> content) =>
        content.Length >= MarkLength && content.StartsWith(Tag) && content.Slice(6, Name.Length).SequenceEqual("enarxps-endorsements"u8);

    /// <summary>Writes endorsements, each once.</summary>
    public static byte[] Write(IEnumerable<Endorsement> endorsements) => Write(endorsements, null, null);

    /// <summary>Reads a bundle.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="source">Its path, for complaints.</param>
    /// <exception cref="KeepException">It is damaged, or of a version that this release does not know (EndorsementBundleDamaged).</exception>
    public static EndorsementBundle Read(byte[] content, string source)
    {
        ArgumentNullException.ThrowIfNull(content);
        var reader = new CborReader(content, CborConformanceMode.Canonical);
        try
        {
            return Read(reader);
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException or FormatException or ArgumentException)
        {
            throw new KeepException(KeepErrorId.EndorsementBundleDamaged,
                $"The bundle '{source}' is damaged at byte {content.Length - reader.BytesRemaining}: {e.Message}", e);
        }
    }

    /// <summary>Writes the answer to a request.</summary>
    internal static byte[] Write(IEnumerable<Endorsement> endorsements, string? request, DateTimeOffset? fetched)
    {
        ArgumentNullException.ThrowIfNull(endorsements);
        Endorsement[] sorted = [.. endorsements.DistinctBy(one => one.Sha256).OrderBy(one => one.Sha256.ToString(), StringComparer.Ordinal)];
        var writer = new CborWriter(CborConformanceMode.Canonical);
        writer.WriteTag(CborTag.SelfDescribeCbor);
        writer.WriteStartMap(3 + (request is null ? 0 : 1) + (fetched is null ? 0 : 1));
        writer.WriteUInt64(NameKey);
        writer.WriteTextString(Name);
        writer.WriteUInt64(VersionKey);
        writer.WriteUInt64(Version);
        writer.WriteUInt64(EndorsementsKey);
        writer.WriteStartArray(sorted.Length);
        foreach (Endorsement one in sorted)
        {
            writer.WriteStartArray(3);
            writer.WriteByteString(one.Sha256.ToArray());
            writer.WriteTextString(one.Source);
            writer.WriteByteString(one.Content);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        if (request is not null)
        {
            writer.WriteUInt64(RequestKey);
            writer.WriteTextString(request);
        }

        if (fetched is { } time)
        {
            writer.WriteUInt64(FetchedKey);
            writer.WriteInt64(time.ToUnixTimeSeconds());
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    private static EndorsementBundle Read(CborReader reader)
    {
        if (reader.ReadTag() != CborTag.SelfDescribeCbor)
            throw new FormatException("it does not begin with the tag of self-described CBOR.");
        reader.ReadStartMap();
        Require(reader, NameKey);
        if (reader.ReadTextString() != Name)
            throw new FormatException($"its name is not '{Name}'.");
        Require(reader, VersionKey);
        ulong version = reader.ReadUInt64();
        if (version != Version)
            throw new FormatException($"it is of version {version}; this release knows version {Version}.");
        Require(reader, EndorsementsKey);
        List<Endorsement> endorsements = ReadEndorsements(reader);
        string? request = null;
        DateTimeOffset? fetched = null;
        if (reader.PeekState() != CborReaderState.EndMap)
        {
            Require(reader, RequestKey);
            request = reader.ReadTextString();
            Require(reader, FetchedKey);
            fetched = DateTimeOffset.FromUnixTimeSeconds(reader.ReadInt64());
        }

        reader.ReadEndMap();
        if (reader.BytesRemaining != 0)
            throw new FormatException($"{reader.BytesRemaining} bytes follow its end.");
        return new EndorsementBundle(endorsements) { Request = request, Fetched = fetched };
    }

    private static List<Endorsement> ReadEndorsements(CborReader reader)
    {
        int? count = reader.ReadStartArray();
        if (count is null or > MostEndorsements)
            throw new FormatException($"it must say how many endorsements it has, {MostEndorsements} at most.");
        var endorsements = new List<Endorsement>();
        string last = "";
        for (int i = 0; i < count; i++)
        {
            if (reader.ReadStartArray() != 3)
                throw new FormatException($"endorsement {i} must have three fields.");
            Sha256Digest digest = Sha256Digest.FromBytes(reader.ReadByteString());
            string origin = reader.ReadTextString();
            byte[] content = reader.ReadByteString();
            reader.ReadEndArray();
            if (Sha256Digest.FromBytes(SHA256.HashData(content)) != digest)
                throw new FormatException($"endorsement {i} does not have the digest {digest} that is written beside it.");
            if (string.CompareOrdinal(last, last = digest.ToString()) >= 0)
                throw new FormatException($"endorsement {i} is not in the order of digests, or is there twice.");
            if (EndorsementReader.Read(content, origin) is not [var one] || one.Sha256 != digest)
                throw new FormatException($"endorsement {i} is not exactly one endorsement.");
            endorsements.Add(one);
        }

        reader.ReadEndArray();
        return endorsements;
    }

    private static void Require(CborReader reader, ulong key)
    {
        ulong found = reader.ReadUInt64();
        if (found != key)
            throw new FormatException($"the key {key} must come next; there is {found}.");
    }
}
