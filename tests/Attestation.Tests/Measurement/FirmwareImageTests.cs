using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CsCheck;

namespace Enarx.Attestation.Tests;

/// <summary>Firmware images: what is malformed is an error that names its byte, and what is not measures as the TDX module would.</summary>
public sealed class FirmwareImageTests
{
    private const uint Measured = 1;
    private const uint AddedLater = 2;

    [Theory]
    [InlineData(TdxPageOrder.PageByPage)]
    [InlineData(TdxPageOrder.AddThenExtend)]
    public void MRTD_is_the_hash_of_the_records_of_every_page(TdxPageOrder order)
    {
        byte[] image = TestFirmware.ForTdx(4, (0, 8192, 0xffffc000, 8192, 0, Measured), (8192, 4096, 0x80000000, 4096, 1, 0), (0, 0, 0x809000, 8192, 2, 0),
            (12288, 100, 0x90000000, 4096, 0, Measured), (0, 0, 0x100000000, 16384, 4, AddedLater));
        var records = new List<byte>();
        void Record(string name, ulong address)
        {
            byte[] record = new byte[128];
            Encoding.ASCII.GetBytes(name).CopyTo(record, 0);
            BitConverter.GetBytes(address).CopyTo(record, 16);
            records.AddRange(record);
        }

        void Extend(ulong address, byte[] page)
        {
            for (int i = 0; i < 16; i++)
            {
                Record("MR.EXTEND", address + (ulong)(256 * i));
                records.AddRange(page.AsSpan(256 * i, 256));
            }
        }

        byte[] last = new byte[4096];
        image.AsSpan(12288, 100).CopyTo(last);
        Record("MEM.PAGE.ADD", 0xffffc000);
        if (order == TdxPageOrder.AddThenExtend)
            Record("MEM.PAGE.ADD", 0xffffd000);
        Extend(0xffffc000, image[..4096]);
        if (order == TdxPageOrder.PageByPage)
            Record("MEM.PAGE.ADD", 0xffffd000);
        Extend(0xffffd000, image[4096..8192]);
        Record("MEM.PAGE.ADD", 0x80000000);
        Record("MEM.PAGE.ADD", 0x809000);
        Record("MEM.PAGE.ADD", 0x80a000);
        Record("MEM.PAGE.ADD", 0x90000000);
        Extend(0x90000000, last);
        Assert.Equal(SHA384.HashData(records.ToArray()), TdxMeasurement.Mrtd(FirmwareImage.Read(image), order));
    }

    [Fact]
    public void An_image_must_be_whole_pages_with_a_table()
    {
        byte[] image = TestFirmware.ForTdx(1);
        Assert.Throws<MeasurementException>(() => FirmwareImage.Read([]));
        for (int length = 1; length < image.Length; length += 97)
            Assert.Equal(length, Assert.Throws<MeasurementException>(() => FirmwareImage.Read(image.AsSpan(image.Length - length))).Offset);
        image[^40] ^= 1;
        Assert.Equal(image.Length - 48, Assert.Throws<MeasurementException>(() => FirmwareImage.Read(image)).Offset);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(17, 0)]
    [InlineData(4096, 0)]
    [InlineData(0xffff, 0)]
    [InlineData(-1, 0)]
    [InlineData(-1, 17)]
    [InlineData(-1, 23)]
    [InlineData(-1, 0xffff)]
    public void A_table_whose_lengths_lie_is_refused(int table, int entry)
    {
        byte[] image = TestFirmware.ForTdx(1);
        int end = image.Length - 32;
        if (table >= 0)
            BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(end - 18), (ushort)table);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(end - 18 - 18), (ushort)entry);
        Assert.Throws<MeasurementException>(() => FirmwareImage.Read(image));
    }

    [Fact]
    public void An_entry_that_stands_twice_is_refused()
    {
        byte[] image = TestFirmware.ForTdx(1);
        TestFirmware.WriteTable(image, (TestFirmware.Tdx, [0, 8, 0, 0]), (TestFirmware.Tdx, [0, 8, 0, 0]));
        Assert.Throws<MeasurementException>(() => FirmwareImage.Read(image));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(15u)]
    [InlineData(4097u)]
    [InlineData(uint.MaxValue)]
    public void Metadata_outside_of_the_image_is_refused(uint distance)
    {
        byte[] image = TestFirmware.ForTdx(1);
        TestFirmware.WriteTable(image, (TestFirmware.Tdx, BitConverter.GetBytes(distance)));
        Assert.Throws<MeasurementException>(() => TdxMeasurement.Mrtd(FirmwareImage.Read(image)));
    }

    public static TheoryData<uint, uint, ulong, ulong> BadSections => new()
    {
        { 0, 4096, 0x1001, 4096 },
        { 0, 4096, 0x1000, 4095 },
        { 0, 4097, 0x1000, 4096 },
        { 1, 4096, 0x1000, 4096 },
        { uint.MaxValue, 4096, 0x1000, 4096 },
        { 4096, uint.MaxValue, 0x1000, 0x1_0000_0000 },
        { 0, 0, 0x1000, 1UL << 40 },
        { 0, 0, 0x1000, ulong.MaxValue - 4095 },
    };

    [Theory]
    [MemberData(nameof(BadSections))]
    public void A_section_that_does_not_fit_is_refused(uint at, uint data, ulong address, ulong length)
    {
        byte[] image = TestFirmware.ForTdx(1, (0, 0, 0, 4096, 3, 0), (at, data, address, length, 0, Measured));
        Assert.Equal(2048 + 16 + 32, Assert.Throws<MeasurementException>(() => TdxMeasurement.Mrtd(FirmwareImage.Read(image))).Offset);
    }

    [Fact]
    public void Sections_of_too_much_memory_or_of_an_unknown_kind_are_refused()
    {
        const uint Large = 0x3ffff000;
        Assert.Throws<MeasurementException>(() => Launch(TestFirmware.ForSev(1, (0, Large, 1), (0, Large, 1))).SnpMeasurement());
        Assert.Throws<MeasurementException>(() => Launch(TestFirmware.ForSev(1, (0, 4096, 5))).SnpMeasurement());
        Assert.Throws<MeasurementException>(() => Launch(TestFirmware.ForTdx(1)).SnpMeasurement());
        Assert.Throws<MeasurementException>(() => TdxMeasurement.Mrtd(FirmwareImage.Read(TestFirmware.ForSev(1))));
        // The image does not say where a second processor begins.
        MachineLaunch good = Launch(TestFirmware.ForSev(1, (0, 4096, 1)));
        Assert.Equal(48, good.SnpMeasurement().Length);
        Assert.Throws<MeasurementException>((good with { Processors = 2 }).SnpMeasurement);
        Assert.Throws<MeasurementException>((good with { KernelHashTable = SevKernelHashes.Table([], [], "") }).SevDigest);
    }

    [Fact]
    public void Any_change_of_an_image_ends_in_a_digest_or_a_typed_error()
    {
        byte[] image = TestFirmware.ForTdx(1, (0, 0, 0, 4096, 3, 0), (0, 4096, 0x1000, 4096, 0, Measured));
        Gen.Select(Gen.Int[image.Length - 2048, image.Length - 1], Gen.Byte.Array[1, 8]).Sample((at, bytes) =>
        {
            byte[] changed = [.. image];
            bytes.AsSpan(0, Math.Min(bytes.Length, changed.Length - at)).CopyTo(changed.AsSpan(at));
            try
            {
                FirmwareImage read = FirmwareImage.Read(changed);
                TdxMeasurement.Mrtd(read);
            }
            catch (MeasurementException e)
            {
                Assert.InRange(e.Offset, 0, changed.Length);
            }
        }, iter: 500);
    }

    [Theory]
    [InlineData("EPYC-v4", 0x800f12u)]
    [InlineData("epyc-rome", 0x830f10u)]
    [InlineData("EPYC-Milan", 0xa00f11u)]
    [InlineData("EPYC-Genoa-v1", 0xa10f10u)]
    [InlineData("EPYC-Turin", 0xb00f00u)]
    public void Processor_models_have_their_signatures(string name, uint signature) => Assert.Equal(signature, ProcessorModel.SignatureOf(name));

    [Fact]
    public void An_unknown_processor_model_is_refused_with_the_known_ones_named() =>
        Assert.Contains("EPYC-Genoa", Assert.Throws<ArgumentException>(() => ProcessorModel.SignatureOf("Xeon")).Message, StringComparison.Ordinal);

    private static MachineLaunch Launch(byte[] image) => new() { Firmware = FirmwareImage.Read(image) };
}
