using ScaleApp.Redis.SignalR;

namespace ScaleApp.Tests.Redis.SignalR;

public sealed class EnvelopeTests
{
    [Fact]
    public void What_is_published_together_is_read_one_after_the_other()
    {
        var server = Guid.NewGuid();
        var message = new Envelope(EnvelopeKind.Send, server) { Except = ["a", "b"], Payloads = [new("json", "{}"u8.ToArray()), new("messagepack", new byte[300])] };
        var change = new Envelope(EnvelopeKind.AddToGroup, server) { Question = long.MaxValue, Connection = "c", Text = "grüße" };
        using var writer = new EnvelopeWriter();
        writer.Write(message);
        writer.Write(change);

        var read = Envelope.Parse(writer.ToArray());

        Assert.Equal(2, read.Count);
        Assert.Equal((message.Kind, message.From), (read[0].Kind, read[0].From));
        Assert.Equal(message.Except, read[0].Except);
        Assert.Equal(message.Payloads.Select(Text), read[0].Payloads.Select(Text));
        Assert.Equal((change.Question, change.Connection, change.Text), (read[1].Question, read[1].Connection, read[1].Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("another application's message, longer than an envelope's head")]
    public void What_is_no_envelope_is_refused_with_what_may_be_wrong(string text)
    {
        var error = Assert.Throws<InvalidDataException>(() => Envelope.Parse(System.Text.Encoding.UTF8.GetBytes(text)));

        Assert.Contains("same prefix", error.Message);
    }

    private static (string, string) Text(KeyValuePair<string, ReadOnlyMemory<byte>> payload) => (payload.Key, Convert.ToHexString(payload.Value.Span));
}
