using ScaleApp.Api.Accounts.Sessions;

namespace ScaleApp.Tests.Api.Accounts.Sessions;

public class DeviceNameTests
{
    [Theory]
    [InlineData("A")]
    [InlineData("\U0001F389")]
    [InlineData("e\u0301")]
    [InlineData("\U0001F468\u200D\U0001F469\u200D\U0001F467")]
    [InlineData("\U0001F1E9\U0001F1EA")]
    public void Long_user_agent_ends_between_characters(string character)
    {
        var elements = string.Concat(Enumerable.Repeat(character, 300));
        for (var shift = 0; shift < 12; shift++)
        {
            var name = DeviceName.From(new string('-', shift) + elements);

            Assert.InRange(name.Length, DeviceName.MaxLength - character.Length + 1, DeviceName.MaxLength);
            Assert.Equal(0, (name.Length - shift) % character.Length);
            Assert.Equal(shift + (name.Length - shift) / character.Length, new StringInfo(name).LengthInTextElements);
        }
    }
}
