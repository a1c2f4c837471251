using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace Enarx.Attestation.Tests;

/// <summary>Policies as JSON: what is written is read back the same, and what is not exactly of the schema is refused.</summary>
public sealed class PolicyJsonTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(PolicySchema.Write()).RootElement;

    public static TheoryData<string> Fields => [.. PolicyFields.Names];

    [Theory]
    [MemberData(nameof(Fields))]
    public void Each_field_comes_back_as_it_was(string name)
    {
        KeepPolicy policy = PolicyFields.Build([new(name, SamplePolicies.Values[name])]);
        byte[] json = PolicyJson.Write(policy);
        KeepPolicy read = PolicyJson.Read(json);
        Assert.Equal(PolicyFields.SetIn(policy), PolicyFields.SetIn(read));
        System.Reflection.PropertyInfo property = typeof(KeepPolicy).GetProperty(name)!;
        Assert.Equivalent(property.GetValue(policy), property.GetValue(read), strict: true);
        Assert.Equal(json, PolicyJson.Write(read));
        Assert.True(SchemaChecker.Accepts(Schema, JsonDocument.Parse(json).RootElement));
    }

    [Fact]
    public void A_whole_policy_comes_back_as_it_was()
    {
        byte[] json = PolicyJson.Write(SamplePolicies.Full);
        KeepPolicy read = PolicyJson.Read(json);
        Assert.Equal(json, PolicyJson.Write(read));
        Assert.Equal(PolicyFields.Names, PolicyFields.SetIn(read));
        Assert.Equal(SamplePolicies.Full.Sources, read.Sources);
        Assert.True(SchemaChecker.Accepts(Schema, JsonDocument.Parse(json).RootElement));
        Assert.Equal(read.Name, PolicyJson.Read((byte[])[.. Encoding.UTF8.Preamble, .. json]).Name);
    }

    [Fact]
    public void The_default_is_its_version_alone()
    {
        Assert.Equal("{\n  \"version\": 1\n}\n", Encoding.UTF8.GetString(PolicyJson.Write(new KeepPolicy())));
        Assert.Empty(PolicyFields.SetIn(PolicyJson.Read("""{"version":1}"""u8.ToArray())));
        Assert.Empty(PolicyFields.SetIn(PolicyJson.Read("""{"$schema":"policy.schema.json","version":1,"allowDebug":false,"minimumGuestSvn":0}"""u8.ToArray())));
    }

    [Fact]
    public void A_policy_of_a_value_that_cannot_be_is_not_written()
    {
        foreach (KeepPolicy policy in new KeepPolicy[]
        {
            new() { Measurement = ["00"] }, new() { Name = "a\nb" }, new() { Tee = [(Tee)77] }, new() { RequiredPlatformInfo = (SnpPlatformInfo)64 },
            new() { MinimumFirmware = new Version(1, 2) }, new() { MaximumAge = TimeSpan.FromTicks(-1) }, new() { Vmpl = [7] },
            new() { Pcr = new Dictionary<int, IReadOnlyList<string>> { [99] = ["00"] } },
            new() { Sources = new Dictionary<string, string> { ["Measurement"] = "a\u0000b" } },
        })
            Assert.IsType<KeepException>(Record.Exception(() => PolicyJson.Write(policy)), exactMatch: false);
    }

    [Theory]
    [InlineData("", KeepErrorId.PolicyMalformed, "line 1")]
    [InlineData("not json", KeepErrorId.PolicyMalformed, "line 1, byte 2")]
    [InlineData("{\n  \"version\": 1,\n  \"name\": x\n}", KeepErrorId.PolicyMalformed, "line 3, byte 11")]
    [InlineData("{\"version\":1} {}", KeepErrorId.PolicyMalformed, "line 1")]
    [InlineData("{\"version\":1,}", KeepErrorId.PolicyMalformed, "line 1")]
    [InlineData("{\"version\":1 /* a */}", KeepErrorId.PolicyMalformed, "line 1")]
    [InlineData("// a\n{\"version\":1}", KeepErrorId.PolicyMalformed, "line 1")]
    [InlineData("[]", KeepErrorId.PolicyMalformed, "object")]
    [InlineData("null", KeepErrorId.PolicyMalformed, "object")]
    [InlineData("{\"name\":\"x\"}", KeepErrorId.PolicyMalformed, "\"version\"")]
    [InlineData("{\"version\":\"1\"}", KeepErrorId.PolicyMalformed, "\"version\"")]
    [InlineData("{\"version\":2}", KeepErrorId.PolicyMalformed, "version 2")]
    [InlineData("{\"version\":2,\"future\":true}", KeepErrorId.PolicyMalformed, "version 2")]
    [InlineData("{\"version\":1.5}", KeepErrorId.PolicyMalformed, "version 1.5")]
    [InlineData("{\"version\":1,\"version\":1}", KeepErrorId.PolicyFieldInvalid, "$.version")]
    [InlineData("{\"version\":1,\"name\":\"a\",\"name\":\"b\"}", KeepErrorId.PolicyFieldInvalid, "$.name")]
    [InlineData("{\"version\":1,\"name\":\"a\",\"n\\u0061me\":\"b\"}", KeepErrorId.PolicyFieldInvalid, "$.name")]
    [InlineData("{\"version\":1,\"Name\":\"a\"}", KeepErrorId.PolicyFieldUnknown, "\"Name\"")]
    [InlineData("{\"version\":1,\"measurment\":[]}", KeepErrorId.PolicyFieldUnknown, "\"measurment\"")]
    [InlineData("{\"version\":1,\"$comment\":\"x\"}", KeepErrorId.PolicyFieldUnknown, "\"$comment\"")]
    [InlineData("{\"version\":1,\"measurement\":\"00\"}", KeepErrorId.PolicyFieldInvalid, "$.measurement ")]
    [InlineData("{\"version\":1,\"measurement\":[]}", KeepErrorId.PolicyFieldInvalid, "$.measurement ")]
    [InlineData("{\"version\":1,\"vmpl\":[0,4]}", KeepErrorId.PolicyFieldInvalid, "$.vmpl[1]")]
    [InlineData("{\"version\":1,\"vmpl\":[\"0\"]}", KeepErrorId.PolicyFieldInvalid, "$.vmpl[0]")]
    [InlineData("{\"version\":1,\"allowDebug\":\"false\"}", KeepErrorId.PolicyFieldInvalid, "$.allowDebug")]
    [InlineData("{\"version\":1,\"allowDebug\":null}", KeepErrorId.PolicyFieldInvalid, "$.allowDebug")]
    [InlineData("{\"version\":1,\"tee\":[\"sevSnp\"]}", KeepErrorId.PolicyFieldInvalid, "$.tee[0]")]
    [InlineData("{\"version\":1,\"minimumTcb\":{}}", KeepErrorId.PolicyFieldInvalid, "$.minimumTcb")]
    [InlineData("{\"version\":1,\"minimumTcb\":{\"snp\":256}}", KeepErrorId.PolicyFieldInvalid, "$.minimumTcb.snp")]
    [InlineData("{\"version\":1,\"minimumTcb\":{\"Snp\":2}}", KeepErrorId.PolicyFieldInvalid, "$.minimumTcb")]
    [InlineData("{\"version\":1,\"minimumTcb\":{\"snp\":2,\"snp\":1}}", KeepErrorId.PolicyFieldInvalid, "$.minimumTcb.snp")]
    [InlineData("{\"version\":1,\"rtmr\":{\"4\":[\"00\"]}}", KeepErrorId.PolicyFieldInvalid, "$.rtmr.4")]
    [InlineData("{\"version\":1,\"rtmr\":{\"00\":[\"00\"]}}", KeepErrorId.PolicyFieldInvalid, "$.rtmr.00")]
    [InlineData("{\"version\":1,\"rtmr\":{\"0\":[\"00\"]}}", KeepErrorId.PolicyFieldInvalid, "$.rtmr.0[0]")]
    [InlineData("{\"version\":1,\"launchMitigation\":1}", KeepErrorId.PolicyFieldInvalid, "$.launchMitigation")]
    [InlineData("{\"version\":1,\"name\":\"\\ud800\"}", KeepErrorId.PolicyFieldInvalid, "$.name")]
    [InlineData("{\"version\":1,\"\\ud800\":1}", KeepErrorId.PolicyMalformed, "surrogate")]
    [InlineData("{\"version\":1,\"sources\":{}}", KeepErrorId.PolicyFieldInvalid, "$.sources")]
    [InlineData("{\"version\":1,\"sources\":{\"Measurement\":\"x\"}}", KeepErrorId.PolicyFieldUnknown, "\"Measurement\"")]
    [InlineData("{\"version\":1,\"sources\":{\"measurement\":1}}", KeepErrorId.PolicyFieldInvalid, "$.sources.measurement")]
    [InlineData("{\"version\":1,\"name\":[[[[[[[[[[1]]]]]]]]]]}", KeepErrorId.PolicyMalformed, "line 1")]
    public void What_is_not_a_policy_is_refused_and_the_place_is_told(string json, string id, string place)
    {
        KeepException error = Assert.Throws<KeepException>(() => PolicyJson.Read(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(id, error.ErrorId);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public void A_file_that_is_too_long_is_not_read() =>
        Assert.Equal(KeepErrorId.PolicyMalformed, Assert.Throws<KeepException>(() => PolicyJson.Read(new byte[PolicyJson.MostBytes + 1])).ErrorId);

    [Fact]
    public void Any_bytes_end_in_a_policy_or_an_error_of_ours() =>
        Gen.Byte.Array[0, 200].Select(Gen.Int[0, 3], (noise, kind) => (noise, kind)).Sample(one =>
        {
            byte[] json = PolicyJson.Write(SamplePolicies.Full);
            byte[] bytes = one.kind == 0 ? one.noise : (byte[])json.Clone();
            for (int i = 0; one.kind > 0 && i < Math.Min(one.noise.Length, one.kind * 2); i++)
                bytes[(one.noise[i] * 97) % bytes.Length] = one.noise[^(i + 1)];
            Exception? error = Record.Exception(() => PolicyJson.Read(bytes));
            Assert.True(error is null or KeepException, $"{error}");
        }, iter: 2000, seed: "0000000000001");

    [Fact]
    public void Each_cut_is_refused()
    {
        byte[] json = PolicyJson.Write(SamplePolicies.Full);
        // The last two bytes are a brace and a line feed.
        for (int length = 0; length < json.Length - 1; length += 7)
            Assert.Equal(KeepErrorId.PolicyMalformed, Assert.Throws<KeepException>(() => PolicyJson.Read(json.AsMemory(0, length))).ErrorId);
    }

    [Fact]
    public void The_published_schema_is_that_of_the_table() =>
        Assert.Equal(Encoding.UTF8.GetString(PolicySchema.Write()), File.ReadAllText(Path.Combine(Project.Root, "docs", "policy.schema.json")));

    [Fact]
    public void The_schema_and_the_reader_accept_the_same()
    {
        string[] names = [.. PolicyFields.All.Select(field => field.JsonName), "$schema", "sources", "Measurement", "unknown"];
        string[] values = Candidates();
        int accepted = 0, refused = 0;
        Gen.Select(Gen.Int[0, names.Length - 1].Array[0, 3], Gen.Int[0, values.Length - 1].Array[3], Gen.Int[0, 20]).Sample(one =>
        {
            var members = new Dictionary<string, string> { ["version"] = one.Item3 == 0 ? values[one.Item2[0]] : one.Item3 == 1 ? "1.0" : "1" };
            foreach ((int name, int value) in one.Item1.Zip(one.Item2))
                members[names[name]] = values[value];
            Compare("{" + string.Join(",", members.Select(member => $"{JsonSerializer.Serialize(member.Key)}:{member.Value}")) + "}");
        }, iter: 4000, seed: "0000000000002", threads: 1);
        // And each field with each value by itself, so that no pair depends on luck.
        foreach (string name in names)
        {
            foreach (string value in values)
                Compare($$"""{"version":1,{{JsonSerializer.Serialize(name)}}:{{value}}}""");
        }

        Assert.InRange(accepted, 300, int.MaxValue);
        Assert.InRange(refused, 2000, int.MaxValue);

        void Compare(string json)
        {
            using JsonDocument document = JsonDocument.Parse(json);
            bool schema = SchemaChecker.Accepts(Schema, document.RootElement);
            bool reader = Record.Exception(() => PolicyJson.Read(Encoding.UTF8.GetBytes(json))) is null;
            Assert.True(schema == reader, $"schema {schema}, reader {reader}: {json}");
            _ = reader ? accepted++ : refused++;
        }
    }

    // Every value of the full policy, pieces of them, and each with something wrong with it.
    private static string[] Candidates()
    {
        var values = new HashSet<string>
        {
            "null", "true", "false", "0", "1", "-1", "3", "4", "1.0", "1e2", "1.5", "255", "256", "65535", "65536", "4294967295", "4294967296", "1e30", "-0", "{}", "[]", "[null]", "[1]", "[1,4]", "\"\"", "\"x\"",
            "\"0x\"", "\"0x0\"", "\"0x12345678901234567\"", "\"1.2.3\"", "\"01.2.3\"", "\"1.2.300\"", "\"00:00:00\"", "\"24:00:00\"", "\"9999999.23:59:59.9999999\"", "\"10000000.00:00:00\"", "\"00:05\"",
            "\"2024-02-29T00:00:00Z\"", "\"2023-02-29T00:00:00Z\"", "\"2024-01-01T24:00:00Z\"", "\"2024-01-01T00:00:00+01:00\"", "\"2024-01-01\"", "\"0000-01-01T00:00:00Z\"", "\"2024-01-01T00:00:00.1234567Z\"", "\"2024-01-01T00:00:60Z\"",
            "[\"UpToDate\"]", "[\"uptodate\"]", "[\"None\"]", "[\"SmtEnabled\",\"SmtEnabled\"]", "[\"INTEL-SA-00001\"]", "[\"INTEL-SA-1\"]", "\"a\\nb\"", "\"\\u0085\"", "\"😀\"", "\"" + new string('n', 1024) + "\"", "\"" + new string('n', 1025) + "\"",
            "\"ab\\n\"", "[\"" + new string('0', 64) + "\\n\"]", "{\"snp\":1}", "{\"snp\":1,\"x\":1}", "{\"snp\":-1}", "{\"fmc\":1.0}", "{\"measurement\":\"x\"}", "{\"measurement\":\"\"}", "{\"version\":\"x\"}",
        };
        foreach (JsonProperty member in JsonDocument.Parse(PolicyJson.Write(SamplePolicies.Full)).RootElement.EnumerateObject())
        {
            string json = member.Value.GetRawText();
            values.Add(json);
            values.Add($"[{json}]");
            values.Add(json.Replace("0", "00", StringComparison.Ordinal));
            values.Add(json.ToUpperInvariant());
            if (member.Value.ValueKind == JsonValueKind.Array)
                values.Add(member.Value[0].GetRawText());
        }

        return [.. values.Where(IsJson)];
    }

    private static bool IsJson(string text)
    {
        try
        {
            return JsonNode.Parse(text) is not null || text == "null";
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
