namespace Enarx.Attestation;

/// <summary>
/// A CCA token: a platform token and a Realm token side by side. The collection has tag 399 with bare tokens (Arm
/// DEN0137, section A7.2.1), or tag 907 with each beside its content format (draft-ffm-rats-cca-token).
/// </summary>
/// <param name="Platform">The platform token's bytes, a byte string.</param>
/// <param name="Realm">The Realm token's bytes, a byte string.</param>
internal sealed record CcaToken(CborItem Platform, CborItem Realm)
{
    private const ulong CollectionTag = 399;
    private const ulong WrappedCollectionTag = 907;
    private const long PlatformKey = 44234;
    private const long RealmKey = 44241;

    /// <summary>Content format of application/eat+cwt.</summary>
    private const long EatFormat = 263;

    /// <summary>Reads the collection.</summary>
    /// <exception cref="CborException">It is not one.</exception>
    public static CcaToken Read(ReadOnlyMemory<byte> bytes)
    {
        var whole = CborItem.Open(bytes, 0, "token");
        ulong? tag = whole.Tag(out CborItem content);
        if (tag is not (CollectionTag or WrappedCollectionTag))
            throw whole.Bad($"it must have tag {CollectionTag} or {WrappedCollectionTag}, a CCA token collection.");
        CborMap parts = content.Map(2);
        return new CcaToken(Unwrap(parts.Get(PlatformKey, "platform token"), tag == WrappedCollectionTag), Unwrap(parts.Get(RealmKey, "Realm token"), tag == WrappedCollectionTag));
    }

    private static CborItem Unwrap(CborItem part, bool wrapped)
    {
        if (!wrapped)
            return part;
        List<CborItem> fields = part.Array(2, 2);
        return fields[0].Integer(0, long.MaxValue) == EatFormat ? fields[1] : throw fields[0].Bad($"the content format is not {EatFormat}, an EAT.");
    }
}
