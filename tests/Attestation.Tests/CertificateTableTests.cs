namespace Enarx.Attestation.Tests;

/// <summary>AMD's certificate table: written as it is read, and bounded.</summary>
public sealed class CertificateTableTests
{
    [Fact]
    public void A_table_is_read_as_it_was_written()
    {
        byte[] table = CertificateTable.Write((CertificateTable.Vcek, [1, 2]), (CertificateTable.Ark, []));
        Assert.Equal("8d75da63", Convert.ToHexStringLower(table[..4]));
        Assert.Equal(74, table.Length);
        Assert.Equal([(CertificateTable.Vcek, 72), (CertificateTable.Ark, 74)], CertificateTable.Read(table).Select(e => (e.Kind, e.Offset)));
        Assert.Equal([1, 2], CertificateTable.Read(table)[0].Content.ToArray());
    }

    [Fact]
    public void An_empty_table_is_one() => Assert.Empty(CertificateTable.Read(new byte[24]));

    [Theory]
    [InlineData(16, 0u)]
    [InlineData(16, 23u)]
    [InlineData(16, 51u)]
    [InlineData(16, uint.MaxValue)]
    [InlineData(20, 3u)]
    [InlineData(20, uint.MaxValue)]
    public void An_entry_that_points_outside_of_the_contents_is_refused(int field, uint value)
    {
        byte[] table = CertificateTable.Write((CertificateTable.Vcek, [1, 2]));
        BitConverter.TryWriteBytes(table.AsSpan(field), value);
        Assert.Throws<DerException>(() => CertificateTable.Read(table));
    }

    [Fact]
    public void A_table_without_end_and_one_with_too_many_entries_are_refused()
    {
        Assert.Throws<DerException>(() => CertificateTable.Read(CertificateTable.Write((CertificateTable.Vcek, [])).AsMemory(0, 24)));
        Assert.Throws<DerException>(() => CertificateTable.Read(CertificateTable.Write([.. Enumerable.Repeat((CertificateTable.Vcek, Array.Empty<byte>()), 33)])));
    }
}
