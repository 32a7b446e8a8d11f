namespace ScaleApp.Tests.Api.Rooms;

/// <summary>Runs <c>wwwroot/room.js</c>, by which a page follows a room, in Node.js with announcements that a test makes.</summary>
public sealed class RoomFollowerTests
{
    // Longer than the page waits for an announcement before it asks the server.
    private static readonly object Pause = new { pause = 200 };

    private static readonly object Entered = new { join = Answer(0, isReset: true, 1) };

    [RequiresFact("node")]
    public async Task Announcements_in_order_are_shown_without_a_request() =>
        Assert.Equal(("1 2 3", 0), await FollowAsync(Entered, Announced(2), Announced(3)));

    [RequiresFact("node")]
    public async Task Duplicate_is_shown_once() =>
        Assert.Equal(("1 2 3", 0), await FollowAsync(Entered, Announced(2), Announced(2), Announced(1), Announced(3)));

    [RequiresFact("node")]
    public async Task Early_announcement_waits_for_the_one_before_it() =>
        Assert.Equal(("1 2 3 4", 0), await FollowAsync(Entered, Announced(4), Announced(3), Announced(2), Pause));

    [RequiresFact("node")]
    public async Task Gap_is_filled_by_one_request() => Assert.Equal(("1 2 3 4", 1), await FollowAsync(
        Entered, new { since = Answer(1, isReset: false, 2, 3, 4) }, Announced(3), Announced(4), Pause));

    [RequiresFact("node")]
    public async Task Lost_last_message_is_requested_when_the_head_is_announced() => Assert.Equal(("1 2", 1), await FollowAsync(
        Entered, new { since = Answer(1, isReset: false, 2) }, new { head = Position(2) }, Pause, new { head = Position(2) }, Pause));

    [RequiresFact("node")]
    public async Task Reset_log_replaces_the_messages_shown() => Assert.Equal(("7 8", 1), await FollowAsync(
        Entered, new { since = Answer(0, isReset: true, 7) }, new { head = "0-0" }, Pause, Announced(8)));

    [RequiresFact("node")]
    public async Task Announcement_before_joining_is_shown_by_the_join() =>
        Assert.Equal(("1 2", 0), await FollowAsync(Announced(1), Entered, Announced(2)));

    private static async Task<(string Texts, int Questions)> FollowAsync(params object[] steps)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Support", "Rooms", "follower.mjs");
        var output = await Command.RunAsync(new ProcessStartInfo(Requirement.Find("node")!, [program, await ModuleAsync(), JsonSerializer.Serialize(steps)]));
        var seen = JsonSerializer.Deserialize<Seen>(output, JsonSerializerOptions.Web)!;
        return (string.Join(' ', seen.Texts), seen.Questions);
    }

    /// <summary>Copies the page's modules beside a package.json, which makes Node.js load them as modules.</summary>
    private static async Task<string> ModuleAsync()
    {
        var pages = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "Support", "Rooms", $"{Guid.NewGuid():N}")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), """{ "type": "module" }""");
        foreach (var file in (string[])["room.js", "connection.js"])
        {
            File.Copy(Path.Combine(pages, file), Path.Combine(folder, file));
        }

        return Path.Combine(folder, "room.js");
    }

    private static string Position(int number) => number == 0 ? "0-0" : $"{1_000 + number}-{number}";

    private static object Announced(int number) => new { entries = new object[] { Position(number - 1), new[] { Message(number) } } };

    private static object Answer(int previous, bool isReset, params int[] numbers) =>
        new { previous = Position(previous), messages = numbers.Select(Message), isReset, hasMore = false };

    private static object Message(int number) => new { position = Position(number), id = $"id-{number}", text = $"{number}" };

    private sealed record Seen(string[] Texts, int Questions);
}
