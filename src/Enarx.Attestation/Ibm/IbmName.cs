namespace Enarx.Attestation;

/// <summary>
/// Names as IBM writes them (IBM Z Secure Execution; s390-tools, "host key document verification"): the same name may
/// stand in another order, and IBM moved the signing service from Poughkeepsie to Armonk without issuing everything
/// anew, so that both places are the same.
/// </summary>
internal static class IbmName
{
    private const string CountryOid = "2.5.4.6";
    private const string StateOid = "2.5.4.8";
    private const string LocalityOid = "2.5.4.7";
    private const string OrganizationOid = "2.5.4.10";
    private const string UnitOid = "2.5.4.11";
    private const string CommonNameOid = "2.5.4.3";
    private const string Ibm = "International Business Machines Corporation";
    private const string OldPlace = "Poughkeepsie";
    private const string NewPlace = "Armonk";
    private const string UnitSuffix = "Key Signing Service";
    private const int SigningKeyAttributes = 6;

    /// <summary>Whether a name is that of a key that signs host key documents.</summary>
    public static bool IsSigningKey(DistinguishedName name)
    {
        List<(string Type, string? Value)> attributes = Read(name);
        return attributes.Count == SigningKeyAttributes
            && attributes.Contains((CountryOid, "US")) && attributes.Contains((StateOid, "New York")) && attributes.Contains((LocalityOid, OldPlace))
            && attributes.Contains((OrganizationOid, Ibm)) && attributes.Contains((CommonNameOid, Ibm))
            && attributes.Exists(a => a.Type == UnitOid && a.Value?.EndsWith(UnitSuffix, StringComparison.Ordinal) == true);
    }

    /// <summary>Whether two names have the same attributes, in whatever order and at either place.</summary>
    public static bool IsSame(DistinguishedName one, DistinguishedName other)
    {
        List<(string Type, string? Value)> left = Read(one), right = Read(other);
        return left.Count == right.Count && left.Count > 0
            && left.TrueForAll(a => a.Value is not null && left.Count(b => b == a) == right.Count(b => b == a));
    }

    /// <summary>The attributes, for people.</summary>
    public static string Text(DistinguishedName name) => string.Join(", ", Read(name).Select(a => a.Value ?? "?"));

    private static List<(string Type, string? Value)> Read(DistinguishedName name)
    {
        // It was read before, so that it is well formed.
        List<(string, string?)> attributes = [];
        DerReader sets = new DerReader(name.Encoded).Sequence();
        while (sets.HasData)
        {
            DerReader set = sets.Set();
            while (set.HasData)
            {
                DerReader attribute = set.Sequence();
                string type = attribute.Oid();
                string? value = attribute.Text();
                attributes.Add((type, type == LocalityOid && value == NewPlace ? OldPlace : value));
            }
        }

        return attributes;
    }
}
