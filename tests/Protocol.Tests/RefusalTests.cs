using CsCheck;

namespace Enarx.Protocol.Tests;

/// <summary>Bytes that are nearly a message: each is refused, and the error names the rule and the field.</summary>
public sealed class RefusalTests
{
    private static readonly byte[] Zero = [0];

    public static TheoryData<string> RuleNames => [.. Rules.All.Select(rule => rule.Name)];

    [Theory, MemberData(nameof(RuleNames))]
    public void A_missing_field_is_named(string name)
    {
        // Without a body a reply is a success, and one without a field is no output at all.
        string[] optional = ["reason", "found", "advice", "endpoint", "payload", "certificate", "binder", "workload", "config", "launch", "body"];
        if (name is "output" or "reply" or "workload-request.env")
            return;
        ForEach(name, (map, field) =>
        {
            if (!optional.Contains(field) || name == "payload")
                Assert.Equal((name, field), Refused(name, map.Without(field).Encode()));
        });
    }

    [Fact]
    public void Output_without_a_field_or_with_two_is_refused()
    {
        Refused("output", [0xA0]);
        byte[][] instances = Rules.Of("output").Instances;
        foreach (RawMap one in instances.Select(RawMap.Of))
        {
            foreach (RawMap.Field other in instances.Select(RawMap.Of).SelectMany(map => map.Fields).Where(f => f.Name != one.Fields[0].Name))
                Assert.Null(Refused("output", one.With(other.Name, other.Value).Encode()).Field);
        }
    }

    [Theory, MemberData(nameof(RuleNames))]
    public void An_unknown_key_is_named_wherever_it_stands(string name)
    {
        if (name == "workload-request.env")
            return;
        foreach (byte[] instance in Rules.Of(name).Instances)
        {
            foreach (string key in (string[])["", "a", "Id", "unknown", "\u001b[2J", new string('k', 500)])
            {
                (string rule, string? field) = Refused(name, RawMap.Of(instance).With(key, Zero).Encode());
                Assert.Equal(name, rule);
                Assert.Equal(key[..Math.Min(key.Length, 64)].Replace('\u001b', '\uFFFD'), field);
            }
        }
    }

    [Theory, MemberData(nameof(RuleNames))]
    public void A_key_that_is_no_text_is_refused(string name) => ForEachMap(name, map =>
    {
        Refused(name, new RawMap([new RawMap.Field(Zero, Zero), .. map.Fields]).Encode());
        Refused(name, new RawMap([new RawMap.Field([0x41, 0x61], Zero), .. map.Fields]).Encode());
    });

    [Theory, MemberData(nameof(RuleNames))]
    public void A_key_that_is_there_twice_is_refused(string name) => ForEachMap(name, map =>
    {
        for (int i = 0; i < map.Fields.Count; i++)
            Refused(name, new RawMap([.. map.Fields.Take(i + 1), .. map.Fields.Skip(i)]).Encode());
    });

    [Theory, MemberData(nameof(RuleNames))]
    public void Keys_out_of_order_are_refused(string name) => ForEachMap(name, map =>
    {
        for (int i = 1; i < map.Fields.Count; i++)
            Refused(name, new RawMap([.. map.Fields.Take(i - 1), map.Fields[i], map.Fields[i - 1], .. map.Fields.Skip(i + 1)]).Encode());
    });

    [Theory, MemberData(nameof(RuleNames))]
    public void Numbers_and_lengths_that_are_longer_than_they_need_be_are_refused(string name)
    {
        ForEach(name, (map, field) =>
        {
            byte[] value = map[field];
            int information = value[0] & 0x1F;
            ulong argument = information switch { < 24 => (ulong)information, 24 => value[1], 25 => (ulong)(value[1] << 8 | value[2]), _ => ulong.MaxValue };
            if (argument == ulong.MaxValue || value[0] >> 5 > 5)
                return;
            int head = RawMap.Head(0, argument).Length;
            foreach (int length in ((int[])[1, 2, 4, 8]).Where(length => length >= head))
                Refused(name, map.With(field, [.. RawMap.LongHead(value[0] >> 5, argument, length), .. value[head..]]).Encode());
        });
        ForEachMap(name, map => Refused(name, [.. RawMap.LongHead(5, (ulong)map.Fields.Count, 1), .. map.Encode()[1..]]));
    }

    [Theory, MemberData(nameof(RuleNames))]
    public void Indefinite_lengths_are_refused(string name)
    {
        ForEachMap(name, map => Refused(name, map.EncodeIndefinite()));
        ForEach(name, (map, field) =>
        {
            byte[] value = map[field];
            if (value[0] >> 5 is 2 or 3)
                Refused(name, map.With(field, [(byte)(value[0] & 0xE0 | 0x1F), .. value, 0xFF]).Encode());
            if (value[0] >> 5 == 5)
                Refused(name, map.With(field, RawMap.Of(value).EncodeIndefinite()).Encode());
            if (value[0] >> 5 == 4)
                Refused(name, map.With(field, [0x9F, .. value[1..], 0xFF]).Encode());
        });
    }

    [Theory, MemberData(nameof(RuleNames))]
    public void Bytes_after_a_message_and_messages_cut_short_are_refused(string name)
    {
        // Rules without a decoder of their own stand in an array, whose reader would meet the byte.
        foreach (byte[] instance in Rules.Of(name).Instances)
        {
            Refused(name, [.. instance, 0]);
            for (int length = 0; length < Math.Min(instance.Length, 300); length++)
                Refused(name, instance[..length]);
        }
    }

    [Theory, MemberData(nameof(RuleNames))]
    public void A_value_of_another_type_is_refused_at_its_field(string name)
    {
        byte[][] others = [[0xF6], [0xF7], [0xE0], [0xF9, 0, 0], [0xC0, 0x60], [0xD8, 0x18, 0x41, 0], [0x20], [0x62, 0xC3, 0x28], [0x61, 0x80], [0x63, 0xED, 0xA0, 0x80]];
        ForEach(name, (map, field) =>
        {
            foreach (byte[] other in others)
                Refused(name, map.With(field, other).Encode());
        });
    }

    [Theory, MemberData(nameof(RuleNames))]
    public void Ten_thousand_arrays_or_maps_in_one_another_are_refused(string name)
    {
        const int depth = 10_000;
        byte[] arrays = [.. Enumerable.Repeat((byte)0x81, depth), 0];
        byte[] maps = [.. Enumerable.Repeat<byte[]>([0xA1, 0x61, 0x61], depth).SelectMany(b => b), 0];
        byte[] tags = [.. Enumerable.Repeat((byte)0xC6, depth), 0];
        foreach (byte[] bomb in (byte[][])[arrays, maps, tags])
        {
            Refused(name, bomb);
            Refused(name, RawMap.Of([0xA0]).With("zzzzzzzzzz", bomb).Encode());
            ForEach(name, (map, field) => Refused(name, map.With(field, bomb).Encode()));
        }
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public void Maps_and_arrays_are_as_deep_as_the_document_has_it(int depth, bool accepted)
    {
        // The request and its body are two of the levels.
        byte[] body = [0xA1, 0x61, 0x61, .. Enumerable.Repeat((byte)0x81, depth - 2), 0];
        byte[] request = RawMap.Of(new Request("offers", default).Encode()).With("body", body).Encode();
        if (accepted)
            Assert.Equal(body, Request.Decode(request).Body.ToArray());
        else
            Assert.Equal("body", Assert.Throws<ProtocolException>(() => Request.Decode(request)).Field);
    }

    [Fact]
    public void A_body_of_a_mebibyte_of_nested_arrays_costs_no_more_memory_than_a_message()
    {
        byte[] bomb = [0xA1, 0x61, 0x61, .. Enumerable.Repeat((byte)0x81, Frames.MaximumLength - 100), 0];
        byte[] request = RawMap.Of(new Request("offers", default).Encode()).With("body", bomb).Encode();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ProtocolException>(() => Request.Decode(request));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < Frames.MaximumLength);
    }

    [Theory, MemberData(nameof(RuleNames))]
    public void A_length_that_the_message_cannot_have_allocates_nothing_of_it(string name)
    {
        ForEach(name, (map, field) =>
        {
            foreach (int major in (int[])[2, 3, 4, 5])
            {
                byte[] message = map.With(field, RawMap.LongHead(major, uint.MaxValue, 4)).Encode();
                long before = GC.GetAllocatedBytesForCurrentThread();
                Refused(name, message);
                Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < Frames.MaximumLength);
            }
        });
    }

    [Theory, MemberData(nameof(RuleNames))]
    public void Random_bytes_end_in_a_value_or_a_typed_error(string name) => Gen.OneOf(
        Gen.Byte.Array[0, 200],
        Gen.Select(Gen.Int[0, 12], Gen.Byte.Array[0, 100], (count, bytes) => (byte[])[(byte)(0xA0 | count), .. bytes])).Sample(
            bytes =>
            {
                try
                {
                    Rules.Of(name).Recode(bytes);
                }
                catch (ProtocolException e)
                {
                    Assert.InRange(e.Offset, 0, bytes.Length + 1024);
                }
            },
            iter: 2000);

    private static void ForEachMap(string name, Action<RawMap> test) => Assert.All(Rules.Of(name).Instances, instance => test(RawMap.Of(instance)));

    private static void ForEach(string name, Action<RawMap, string> test) => ForEachMap(name, map => Assert.All(map.Fields, field => test(map, field.Name)));

    private static (string Rule, string? Field) Refused(string name, byte[] message)
    {
        ProtocolException e = Assert.Throws<ProtocolException>(() => { Rules.Of(name).Recode(message); });
        Assert.StartsWith(e.Rule, e.Message, StringComparison.Ordinal);
        return (e.Rule, e.Field);
    }
}
