namespace Enarx.Attestation;

/// <summary>An extension of a certificate or of a revocation list.</summary>
/// <param name="Oid">Its object identifier, dotted.</param>
/// <param name="Critical">Whether a reader that does not know it must refuse.</param>
/// <param name="Value">The content of its OCTET STRING.</param>
internal sealed record X509ExtensionValue(string Oid, bool Critical, byte[] Value)
{
    /// <summary>Reads a SEQUENCE of extensions.</summary>
    /// <exception cref="DerException">It is not one.</exception>
    public static IReadOnlyList<X509ExtensionValue> ReadAll(DerReader extensions)
    {
        var all = new List<X509ExtensionValue>();
        while (extensions.HasData)
        {
            DerReader extension = extensions.Sequence();
            string oid = extension.Oid();
            bool critical = extension.Is(System.Formats.Asn1.Asn1Tag.Boolean) && extension.Boolean();
            byte[] value = extension.OctetString();
            extension.End();
            all.Add(new X509ExtensionValue(oid, critical, value));
        }

        return all;
    }
}
