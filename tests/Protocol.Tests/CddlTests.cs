using CsCheck;
using Enarx.Protocol.Tests.Cddl;

namespace Enarx.Protocol.Tests;

/// <summary>
/// docs/protocol.cddl and the code are equal: whatever the one takes the other takes, and whatever the one refuses the
/// other refuses, at every field, bound and type.
/// </summary>
public sealed class CddlTests
{
    private static readonly CddlSchema Schema = CddlSchema.Document;

    // Items of arrays and parts of text; no decoder has an entry of its own for them.
    private static readonly string[] Parts = ["line", "lines", "uuid", "time", "digest", "tee", "keep-name", "body", "endorsement", "argument", "going"];

    public static TheoryData<string> RuleNames => [.. Rules.All.Select(rule => rule.Name)];

    [Fact]
    public void The_document_has_the_rules_that_the_code_reads_and_no_others() =>
        Assert.Equal(Rules.All.Select(rule => rule.Name).Concat(Parts).Order(StringComparer.Ordinal), Schema.Rules.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_document_refers_to_nothing_that_it_does_not_have()
    {
        foreach (CddlType rule in Schema.Rules.Values)
            Assert.NotEmpty(Values.Of(Schema, rule));
    }

    [Theory, MemberData(nameof(RuleNames))]
    public void What_the_code_writes_follows_the_document(string name)
    {
        Rule rule = Rules.Of(name);
        foreach (byte[] instance in rule.Instances)
        {
            Assert.Null(Schema.Check(name, instance));
            Assert.Equal(instance, rule.Recode(instance));
        }
    }

    [Theory, MemberData(nameof(RuleNames))]
    public void The_instances_have_every_field_that_the_document_has(string name)
    {
        if (Schema.Rules[name] is not CddlType.Map map)
        {
            Assert.Fail("Every message is a map.");
            return;
        }

        var present = Rules.Of(name).Instances.SelectMany(i => RawMap.Of(i).Fields).Select(f => f.Name).ToHashSet();
        Assert.All(map.Alternatives.SelectMany(fields => fields), field => Assert.True(field.Key is null || present.Contains(field.Key), field.Key));
    }

    [Theory, MemberData(nameof(RuleNames))]
    public void Each_field_can_be_left_out_where_the_document_says_so_and_nowhere_else(string name) =>
        ForEachField(name, (map, field) => Agree(name, map.Without(field).Encode()));

    [Theory, MemberData(nameof(RuleNames))]
    public void Each_field_of_one_alternative_is_refused_in_the_others(string name)
    {
        RawMap.Field[] fields = [.. Rules.Of(name).Instances.SelectMany(i => RawMap.Of(i).Fields)];
        foreach (byte[] instance in Rules.Of(name).Instances)
            Assert.All(fields, field => Agree(name, RawMap.Of(instance).With(field.Name, field.Value).Encode()));
    }

    [Theory, MemberData(nameof(RuleNames))]
    public void Each_bound_is_where_the_document_has_it(string name)
    {
        foreach (IReadOnlyList<CddlField> alternative in ((CddlType.Map)Schema.Rules[name]).Alternatives)
        {
            foreach (CddlField field in alternative.Where(f => f.Key is not null))
            {
                IReadOnlyList<object> values = Values.Of(Schema, field.Value);
                foreach (RawMap map in Rules.Of(name).Instances.Select(RawMap.Of).Where(map => map.Fields.Any(f => f.Name == field.Key)))
                    Assert.All(values, value => Agree(name, map.With(field.Key!, CborValue.Encode(value)).Encode()));
            }
        }
    }

    [Theory]
    [InlineData(4096, 131072, true)]
    [InlineData(4097, 1, false)]
    [InlineData(1, 131073, false)]
    public void The_environment_has_the_bounds_of_the_document(int count, int longest, bool accepted)
    {
        var environment = new Dictionary<string, object> { [new string('n', longest)] = "v", ["v"] = new string('v', longest) };
        for (int i = environment.Count; i < count; i++)
            environment.Add($"n{i}", "");
        foreach (string key in count == 1 ? environment.Keys.ToArray() : [""])
        {
            byte[] encoded = CborValue.Encode(count == 1 ? new Dictionary<string, object> { [key] = environment[key] } : environment);
            Assert.Equal(accepted, Agree("workload-request.env", encoded));
        }
    }

    [Theory, MemberData(nameof(RuleNames))]
    public void Changed_bytes_are_taken_by_both_or_by_neither(string name)
    {
        byte[][] instances = Rules.Of(name).Instances;
        Gen.Select(Gen.Int[0, instances.Length - 1], Gen.Select(Gen.Int[0, 1 << 20], Gen.Byte).Array[1, 3]).Sample(
            (instance, changes) =>
            {
                byte[] changed = (byte[])instances[instance].Clone();
                foreach ((int at, byte value) in changes)
                    changed[at % changed.Length] = value;
                Agree(name, changed);
            },
            iter: 2000);
    }

    private static void ForEachField(string name, Action<RawMap, string> test)
    {
        foreach (byte[] instance in Rules.Of(name).Instances)
        {
            var map = RawMap.Of(instance);
            Assert.All(map.Fields, field => test(map, field.Name));
        }
    }

    // Holds the code to the document, and gives what both say.
    private static bool Agree(string name, byte[] message)
    {
        string? problem = Problem(name, message);
        try
        {
            byte[] again = Rules.Of(name).Recode(message);
            Assert.True(problem is null, $"The code takes what the document does not ({problem}): {Convert.ToHexString(message)}");
            Assert.Equal(message, again);
            return true;
        }
        catch (ProtocolException e)
        {
            Assert.True(problem is not null, $"The code refuses what the document allows ({e.Message}): {Convert.ToHexString(message)}");
            return false;
        }
    }

    private static string? Problem(string name, byte[] message)
    {
        try
        {
            return Schema.Check(name, message);
        }
        catch (Exception e) when (e is System.Formats.Cbor.CborContentException or InvalidOperationException or OverflowException)
        {
            return e.Message;
        }
    }
}
