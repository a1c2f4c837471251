namespace Enarx.Attestation;

/// <summary>A Name of X.501. Two names are the same only if their encodings are, byte for byte.</summary>
internal sealed class DistinguishedName
{
    private const string CommonNameOid = "2.5.4.3";
    private const string OrganizationOid = "2.5.4.10";

    private string? _text;

    private DistinguishedName(ReadOnlyMemory<byte> encoded, string? commonName, string? organization)
    {
        Encoded = encoded;
        CommonName = commonName;
        Organization = organization;
    }

    /// <summary>The encoded name.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>CN; null unless there is exactly one.</summary>
    public string? CommonName { get; }

    /// <summary>O; null unless there is exactly one.</summary>
    public string? Organization { get; }

    /// <summary>Reads a Name.</summary>
    /// <exception cref="DerException">It is not one.</exception>
    public static DistinguishedName Read(DerReader reader)
    {
        ReadOnlyMemory<byte> encoded = reader.Encoded();
        List<string?> commonNames = [], organizations = [];
        DerReader names = new DerReader(encoded).Sequence();
        while (names.HasData)
        {
            DerReader set = names.Set();
            while (set.HasData)
            {
                DerReader attribute = set.Sequence();
                string type = attribute.Oid();
                string? value = attribute.Text();
                attribute.End();
                if (type == CommonNameOid)
                    commonNames.Add(value);
                else if (type == OrganizationOid)
                    organizations.Add(value);
            }
        }

        return new DistinguishedName(encoded, Only(commonNames), Only(organizations));
    }

    /// <summary>Whether both are encoded alike.</summary>
    public bool Is(DistinguishedName other) => Encoded.Span.SequenceEqual(other.Encoded.Span);

    /// <inheritdoc/>
    public override string ToString() => _text ??= $"CN={CommonName}, O={Organization}";

    private static string? Only(List<string?> values) => values.Count == 1 ? values[0] : null;
}
