namespace Enarx.Attestation;

/// <summary>
/// Reads what endorses Arm platforms and Realms out of an unsigned CoRIM (draft-ietf-rats-corim): the attest-key
/// triples and reference triples of its CoMIDs, in the form of Arm's profiles for PSA and CCA. A signed one is refused,
/// because nothing says whom to trust to sign it; the keys in one are trusted by the policy or not at all.
/// </summary>
internal sealed class CorimReader(ArmEndorsements found, string source)
{
    private const ulong CorimTag = 501;
    private const ulong ComidTag = 506;
    private const ulong PemKeyTag = 554;
    private const ulong CoseKeyTag = 558;
    private const ulong InstanceTag = 550;
    private const ulong BytesTag = 560;
    private const ulong ImplementationTag = 600;
    private const ulong ComponentTag = 601;
    private const ulong ConfigurationTag = 602;

    private const int MostFields = 32;
    private const int MostItems = 256;
    private const int LongestText = 1024;

    /// <summary>Reads a CoRIM.</summary>
    /// <exception cref="FormatException">It is none, or holds what is not known here.</exception>
    public void Read(ReadOnlyMemory<byte> bytes)
    {
        var item = CborItem.Open(bytes, 0, "CoRIM");
        ulong? tag = item.Tag(out CborItem content);
        if (tag != CorimTag)
            throw item.Bad(tag == CoseSign1.Tag ? "it is signed; give the CoRIM that it holds, and its keys' digests in the policy." : $"it must have tag {CorimTag}, an unsigned CoRIM.");
        foreach (CborItem comid in content.Map(MostFields).Get(1, "tags").Array(1, MostItems))
            ReadComid(comid.Tagged(ComidTag).Embedded("CoMID").Map(MostFields));
    }

    private void ReadComid(CborMap comid)
    {
        CborMap triples = comid.Get(4, "triples").Map(MostFields);
        if (triples.Find(0, "reference triples") is { } references)
        {
            foreach (CborItem triple in references.Array(1, MostItems))
                ReadReference(triple.Array(2, 2));
        }

        if (triples.Find(3, "attest-key triples") is { } keys)
        {
            foreach (CborItem triple in keys.Array(1, MostItems))
                ReadKeys(triple.Array(2, 2));
        }
    }

    private void ReadKeys(List<CborItem> triple)
    {
        CborMap environment = triple[0].Map(MostFields);
        byte[]? implementation = ReadImplementation(environment);
        byte[]? instance = environment.Find(1, "instance")?.Tagged(InstanceTag).Bytes(33, 33).ToArray();
        foreach (CborItem key in triple[1].Array(1, MostItems))
        {
            byte[] info = key.Tag(out CborItem content) switch
            {
                PemKeyTag => ReadPem(content),
                CoseKeyTag => CoseKey.Read(content),
                { } other => throw key.Bad($"a key with tag {other} is of no kind that is known."),
                null => throw key.Bad("a key has no tag."),
            };
            found.Add(new ArmKey(info, implementation, instance, $"{source}[0x{key.Offset:x}..0x{key.End:x}]"));
        }
    }

    private static byte[] ReadPem(CborItem item)
    {
        try
        {
            return ArmEndorsements.ReadPem(item.Text(LongestText));
        }
        catch (FormatException e) when (e is not CborException)
        {
            throw item.Bad($"the key is bad {e.Message}");
        }
    }

    private void ReadReference(List<CborItem> triple)
    {
        CborMap environment = triple[0].Map(MostFields);
        List<CborItem> measurements = triple[1].Array(1, MostItems);
        if (ReadImplementation(environment) is { } implementation)
            ReadPlatform(implementation, measurements);
        else
            ReadRealm(environment.Get(1, "instance").Tagged(BytesTag), measurements);
    }

    private void ReadPlatform(byte[] implementation, List<CborItem> measurements)
    {
        byte[]? configuration = null;
        List<ArmComponentReference> components = [];
        foreach (CborItem measurement in measurements)
        {
            CborMap fields = measurement.Map(MostFields);
            CborMap values = fields.Get(1, "measurement values").Map(MostFields);
            CborItem key = fields.Get(0, "measurement key");
            switch (key.Tag(out CborItem name))
            {
                case ComponentTag:
                    CborMap id = name.Map(MostFields);
                    components.Add(new ArmComponentReference(id.Find(1, "label")?.Text(LongestText), id.Find(4, "version")?.Text(LongestText),
                        id.Find(5, "signer id")?.Hash().ToArray(), ReadDigests(values.Get(2, "digests"))));
                    break;
                case ConfigurationTag when configuration is null:
                    configuration = values.Get(4, "raw value").Tagged(BytesTag).Bytes(0, int.MaxValue).ToArray();
                    break;
                case ConfigurationTag:
                    throw key.Bad("there is a second platform configuration.");
                default:
                    throw key.Bad("the measurement is of no kind that is known.");
            }
        }

        found.Add(new ArmPlatformReference(implementation, configuration, components));
    }

    private void ReadRealm(CborItem instance, List<CborItem> measurements)
    {
        byte[] rim = instance.Hash().ToArray();
        foreach (CborItem measurement in measurements)
        {
            CborMap values = measurement.Map(MostFields).Get(1, "measurement values").Map(MostFields);
            CborMap? registers = values.Find(14, "integrity registers")?.Map(MostFields);
            if (registers?.Find("rim") is { } initial && !ReadDigests(initial).Any(d => rim.AsSpan().SequenceEqual(d)))
                throw initial.Bad("the initial measurement is not that of the environment.");
            found.Add(new CcaRealmReference(rim, values.Find(4, "raw value")?.Tagged(BytesTag).Bytes(64, 64).ToArray(),
                [.. Enumerable.Range(0, CcaRealmToken.Registers).Select(i => registers?.Find($"rem{i}") is { } rem ? ReadDigest(rem) : null)]));
        }
    }

    private static byte[]? ReadImplementation(CborMap environment) =>
        environment.Find(0, "class")?.Map(MostFields).Get(0, "class id").Tagged(ImplementationTag).Bytes(32, 32).ToArray();

    private static List<byte[]> ReadDigests(CborItem item) =>
        [.. item.Array(1, MostFields).Select(digest => digest.Array(2, 2)[1].Hash().ToArray())];

    private static byte[] ReadDigest(CborItem item) =>
        ReadDigests(item) is [{ } one] ? one : throw item.Bad("there must be one digest.");
}
