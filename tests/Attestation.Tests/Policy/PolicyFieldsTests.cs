using System.Collections;

namespace Enarx.Attestation.Tests;

/// <summary>The table of fields: it has every field, and each takes what it can be and nothing else.</summary>
public sealed class PolicyFieldsTests
{
    public static TheoryData<string> Fields => [.. PolicyFields.Names];

    [Fact]
    public void The_table_has_every_property_of_a_policy() =>
        Assert.Equal(typeof(KeepPolicy).GetProperties().Select(property => property.Name).Where(name => name != nameof(KeepPolicy.Sources)).Order(), PolicyFields.Names.Order());

    [Fact]
    public void There_is_a_sample_of_every_field() => Assert.Equal(PolicyFields.Names.Order(), SamplePolicies.Values.Keys.Order());

    [Fact]
    public void The_default_has_nothing_set() => Assert.Empty(PolicyFields.SetIn(new KeepPolicy()));

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_is_set_by_its_name_in_any_case_and_sets_its_property_alone(string name)
    {
        KeepPolicy policy = PolicyFields.Build([new(name.ToUpperInvariant(), SamplePolicies.Values[name])]);
        Assert.Equal([name], PolicyFields.SetIn(policy));
        var unchanged = new KeepPolicy();
        foreach (System.Reflection.PropertyInfo property in typeof(KeepPolicy).GetProperties().Where(property => property.Name != name && property.Name != nameof(KeepPolicy.Sources)))
            Assert.Equal(property.GetValue(unchanged), property.GetValue(policy));
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void No_field_takes_nothing_or_something_strange(string name)
    {
        foreach (object? value in new object?[] { null, "", Array.Empty<object>(), new Hashtable(), new object?[] { null }, 1.5, new object() })
        {
            if (name == "Name" && value is not (null or ""))
                continue;
            Assert.Equal(KeepErrorId.PolicyFieldInvalid, Assert.Throws<KeepException>(() => PolicyFields.Build([new(name, value)])).ErrorId);
        }
    }

    [Theory]
    [InlineData("Name", "two\nlines")]
    [InlineData("Name", "bell\a")]
    [InlineData("Tee", "SevSnpX")]
    [InlineData("Tee", "1")]
    [InlineData("Tee", 1)]
    [InlineData("Tee", (Tee)99)]
    [InlineData("TcbStatus", "5")]
    [InlineData("Lifecycle", "0x30")]
    [InlineData("AllowDebug", "true")]
    [InlineData("AllowDebug", 1)]
    [InlineData("Vmpl", 4)]
    [InlineData("Vmpl", -1)]
    [InlineData("Vmpl", "one")]
    [InlineData("Vmpl", true)]
    [InlineData("IsvProdId", 65536)]
    [InlineData("MinimumGuestSvn", 4294967296)]
    [InlineData("MinimumGuestSvn", 2.5)]
    [InlineData("MinimumIsvSvn", "0x1")]
    [InlineData("LaunchMitigation", "0x")]
    [InlineData("LaunchMitigation", "0x10000000000000000")]
    [InlineData("LaunchMitigation", -1)]
    [InlineData("MinimumFirmware", "1.55")]
    [InlineData("MinimumFirmware", "1.55.256")]
    [InlineData("MinimumFirmware", "1.2.3.4")]
    [InlineData("RequiredPlatformInfo", "None")]
    [InlineData("RequiredPlatformInfo", "2")]
    [InlineData("RequiredPlatformInfo", "TsmeEnabled, Nonsense")]
    [InlineData("RequiredPlatformInfo", SnpPlatformInfo.None)]
    [InlineData("RequiredPlatformInfo", (SnpPlatformInfo)0x42)]
    [InlineData("RejectedAdvisory", "INTEL-SA-615")]
    [InlineData("RejectedAdvisory", "AMD-SB-3019")]
    [InlineData("MinimumTcbDate", "yesterday")]
    [InlineData("MinimumTcbDate", "2024-02-30")]
    [InlineData("MaximumAge", "0:00")]
    [InlineData("MaximumAge", 5)]
    [InlineData("MaximumAge", "5")]
    [InlineData("MinimumTcbDate", "13.3.2024")]
    [InlineData("MaximumAge", "-0:05")]
    [InlineData("MaximumAge", "five minutes")]
    [InlineData("ReportData", "abc")]
    [InlineData("ReportData", "0x00")]
    [InlineData("SimulationRoot", "4f")]
    [InlineData("MinimumTcb", "7")]
    [InlineData("Rtmr", "00")]
    public void What_a_field_cannot_be_is_refused(string name, object value)
    {
        KeepException error = Assert.Throws<KeepException>(() => PolicyFields.Build([new(name, value)]));
        Assert.Equal(KeepErrorId.PolicyFieldInvalid, error.ErrorId);
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Measurement", 32, 48, 64)]
    [InlineData("ChipId", 16, 33, 64)]
    [InlineData("Workload", 48)]
    [InlineData("Configuration", 48)]
    [InlineData("HostData", 32)]
    [InlineData("FamilyId", 16)]
    [InlineData("ImageId", 16)]
    [InlineData("IdKeyDigest", 48)]
    [InlineData("AuthorKeyDigest", 48)]
    [InlineData("MrSigner", 32)]
    [InlineData("MrConfigId", 48, 64)]
    [InlineData("MrOwner", 48)]
    [InlineData("MrOwnerConfig", 48)]
    [InlineData("MrSeam", 48)]
    [InlineData("SoftwareComponent", 32, 48, 64)]
    [InlineData("ImplementationId", 32)]
    [InlineData("PersonalizationValue", 64)]
    public void Hexadecimal_has_exactly_the_lengths_that_exist(string name, params int[] lengths)
    {
        for (int digits = 1; digits <= 130; digits++)
        {
            string hex = new('a', digits);
            if (lengths.Contains(digits / 2) && digits % 2 == 0)
                Assert.Equal([name], PolicyFields.SetIn(PolicyFields.Build([new(name, hex)])));
            else
                Assert.Throws<KeepException>(() => PolicyFields.Build([new(name, hex)]));
        }

        Assert.Throws<KeepException>(() => PolicyFields.Build([new(name, new string('g', 2 * lengths[0]))]));
        Assert.Throws<KeepException>(() => PolicyFields.Build([new(name, new string('٣', 2 * lengths[0]))]));
    }

    [Theory]
    [InlineData("Rtmr", 3, 48)]
    [InlineData("Rem", 3, 64)]
    [InlineData("Pcr", 31, 32)]
    public void Registers_are_those_that_there_are(string name, int last, int bytes)
    {
        string value = new('0', 2 * bytes);
        foreach (object register in new object[] { 0, last, "1" })
            Assert.Equal([name], PolicyFields.SetIn(PolicyFields.Build([new(name, new Hashtable { [register] = value })])));
        foreach (object register in new object[] { -1, last + 1, "one", "0x1", 0.5 })
            Assert.Throws<KeepException>(() => PolicyFields.Build([new(name, new Hashtable { [register] = value })]));
        Assert.Throws<KeepException>(() => PolicyFields.Build([new(name, new Hashtable { [0] = value, ["0"] = value })]));
        Assert.Throws<KeepException>(() => PolicyFields.Build([new(name, new Hashtable { [0] = value + "0" })]));
        Assert.Throws<KeepException>(() => PolicyFields.Build([new(name, new Hashtable { [0] = Array.Empty<object>() })]));
        Assert.Throws<KeepException>(() => PolicyFields.Build([new(name, new Hashtable { [0] = null })]));
    }

    [Fact]
    public void A_TCB_has_its_parts_and_no_other()
    {
        Assert.Equal(new SnpTcb(3, 0, 8, 115), PolicyFields.Build([new("MinimumTcb", new Hashtable { ["bootloader"] = 3, ["Snp"] = 8, ["MICROCODE"] = "115" })]).MinimumTcb);
        Assert.Equal(new SnpTcb(0, 0, 0, 0, 1), PolicyFields.Build([new("MinimumTcb", new Hashtable { ["Fmc"] = 1 })]).MinimumTcb);
        foreach (Hashtable wrong in new Hashtable[] { new() { ["Boot"] = 1 }, new() { ["Snp"] = 256 }, new() { ["Snp"] = null }, new() { ["Snp"] = -1 } })
            Assert.Throws<KeepException>(() => PolicyFields.Build([new("MinimumTcb", wrong)]));
    }

    [Fact]
    public void A_name_that_no_field_has_is_refused_and_the_names_are_told()
    {
        KeepException error = Assert.Throws<KeepException>(() => PolicyFields.Build([new("Measurment", "00")]));
        Assert.Equal(KeepErrorId.PolicyFieldUnknown, error.ErrorId);
        Assert.Contains("Measurement", error.Message, StringComparison.Ordinal);
        Assert.Throws<KeepException>(() => PolicyFields.Build([new("Sources", new Hashtable())]));
        // The compiler would mend a half of a surrogate pair in an attribute.
        Assert.Throws<KeepException>(() => PolicyFields.Build([new("Name", "half \ud800")]));
    }

    [Fact]
    public void A_changed_field_forgets_where_its_old_value_came_from()
    {
        KeepPolicy changed = PolicyFields.Build(SamplePolicies.Full, [new("Measurement", SamplePolicies.Hex(32))]);
        Assert.Equal(["Rtmr"], changed.Sources.Keys);
        Assert.Equal([SamplePolicies.Hex(32)], changed.Measurement);
        Assert.Equal(SamplePolicies.Full.Pcr, changed.Pcr);
    }
}
