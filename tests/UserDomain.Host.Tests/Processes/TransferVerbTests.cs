namespace UserDomain.Host.Tests.Processes;

/// <summary><c>users import</c> and <c>users export</c>.</summary>
public sealed class TransferVerbTests
{
    private const string Hash = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$ZxQzUqKzc0pLIyRZpZxvqL0rFq1mXg0XkQnM1m4lQ7Q";

    private static readonly string[] Users =
    [
        $$$"""{"UserId":70,"UserName":"Ada","Email":"ada@example.org","EmailVerified":true,"AccountId":5,"Accounts":[6,5],"Permissions":["Trading","AdminUI"],"PasswordHash":"{{{Hash}}}","AffiliateTags":["spring","autumn"],"Config":{"Street":"Bay \"1\"","Größe":"😀"},"Locked":true}""",
        """{"UserId":71,"UserName":"bob","Email":"bob@example.org","EmailVerified":true,"AffiliateId":70,"RefererId":90,"Permissions":[],"Config":[{"Key":"Key","Value":"x"},{"Key":"Value","Value":"y"}]}""",
        """{"UserId":90,"UserName":"carl","Email":"carl@example.org","EmailVerified":true,"Use2FA":true}""",
    ];

    [Fact]
    public async Task What_is_exported_comes_out_the_same_of_where_it_is_imported_and_can_be_imported_again()
    {
        await using var from = await DataPlace.UsedAsync();
        await using var to = await DataPlace.UsedAsync();
        var (first, second) = (Path.Combine(from.Data, "first.ndjson"), Path.Combine(to.Data, "second.ndjson"));
        await File.WriteAllLinesAsync(first, Users);

        (await from.DoAsync("", "users", "import", first)).Should().Be((0, "Made: 3; there already, left as they are: 0; failed: 0."));
        (await from.DoAsync("", "users", "export", first)).Code.Should().Be(0);
        (await to.DoAsync("", "users", "import", first, "--dry-run")).Should().Be((0, "Would be made: 3; there already, left as they are: 1; failed: 0."));
        (await to.DoAsync("", "users", "import", first)).Should().Be((0, "Made: 3; there already, left as they are: 1; failed: 0."));
        (await to.DoAsync("", "users", "import", first)).Should().Be((0, "Made: 0; there already, left as they are: 4; failed: 0."));
        (await to.DoAsync("", "users", "export", second)).Code.Should().Be(0);

        var exported = await File.ReadAllTextAsync(first);
        (await File.ReadAllTextAsync(second)).Should().Be(exported);
        exported.Should().NotContain("argon2").And.Contain("\"Locked\":true").And.Contain("[\"spring\",\"autumn\"]").And.Contain("\"Permissions\":[]").And.Contain("\"Größe\"");
        (await to.AskAsync(sql => sql.AskAsync<string>("select string_agg(distinct user_name || ' ' || (headers ->> 'Call'), ';') from mt_events where stream_id = 'user-70'")))
            .Should().Be($"os:{Environment.UserName} ImportUser");
        (await from.AskAsync(sql => sql.AskAsync<string>("select verifier from userdomain.verifiers where user_id = 70"))).Should().Be(Hash);
        (await to.AskAsync(sql => sql.AskAsync<long>("select nextval('userdomain.user_ids')"))).Should().BeGreaterThan(90, "ids that came with users are given to nobody else");
    }

    [Fact]
    public async Task A_file_that_says_something_twice_or_in_half_characters_fails_by_line_and_one_of_other_bytes_not_at_all()
    {
        await using var place = await DataPlace.UsedAsync();
        var (file, export) = (Path.Combine(place.Data, "users.ndjson"), Path.Combine(place.Data, "out.ndjson"));
        string[] lines =
        [
            "\ufeff" + """{"UserId":70,"UserName":"ada","Email":"ada@example.org","EmailVerified":true,"AffiliateTags":["spring","SPRING"]}""",
            """{"UserId":70,"UserName":"bob","Email":"bob@example.org","EmailVerified":true}""",
            """{"UserName":"carl","Email":"carl@example.org","EmailVerified":true,"AffiliateTags":["Spring"]}""",
            """{"UserName":"dora\ud800","Email":"dora@example.org"}""",
            """{"UserName":"ed","Email":"ed@example.org","Config":{"\udc00":"x"}}""",
        ];
        await File.WriteAllTextAsync(file, string.Join("\r\n", lines));
        string[] expected =
        [
            "line 2: UserId stands in the file before", "line 3: AffiliateTags stands in the file before",
            "line 4: Payload is not valid Unicode", "line 5: Payload is not valid Unicode",
        ];

        (await place.DoAsync("", "users", "import", file, "--dry-run")).Should().Be((2, string.Join('\n', expected.Append("Would be made: 1; there already, left as they are: 0; failed: 4."))));
        (await place.DoAsync("", "users", "import", file)).Should().Be((2, string.Join('\n', expected.Append("Made: 1; there already, left as they are: 0; failed: 4."))));
        (await place.DoAsync("", "users", "export", export)).Code.Should().Be(0);
        File.GetUnixFileMode(export).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await File.WriteAllBytesAsync(file, [.. """{"UserName":"M"""u8, 0xfc, .. """ller","Email":"m@example.org"}"""u8]);
        (await place.DoAsync("", "users", "import", file)).Should().Be((1, $"{file} is no UTF-8, near line 1."));
        (await place.DoAsync("", "users", "export", "/nowhere/users")).Should().Match<(int Code, string Output)>(end => end.Code == 1 && end.Output.StartsWith("/nowhere/users cannot be written: "));
        await File.WriteAllTextAsync(Path.ChangeExtension(file, "csv"), "");
        (await place.DoAsync("", "users", "import", Path.ChangeExtension(file, "csv"))).Code.Should().Be(0);
    }

    [Fact]
    public async Task A_store_moves_into_a_data_folder_that_is_made_for_it_and_a_host_goes_on_there()
    {
        await using var from = await DataPlace.UsedAsync();
        await using var to = DataPlace.Empty();
        var (first, second) = (Path.Combine(from.Data, "first.export"), Path.Combine(from.Data, "second.export"));
        (await from.DoAsync("", "events", "export", first)).Code.Should().Be(0);
        (await to.DoAsync("", "events", "import", first)).Should().Match<(int Code, string Output)>(end => end.Code == 1 && end.Output.StartsWith("There is no installation"));

        (await to.DoAsync("", "db", "apply")).Should().Match<(int Code, string Output)>(end => end.Code == 0 && end.Output.StartsWith("Applied schema step 1, "));
        (await to.DoAsync("", "events", "import", first)).Should().Match<(int Code, string Output)>(end => end.Code == 0 && end.Output.StartsWith("Imported 3 events"));
        (await to.DoAsync("", "events", "export", second)).Code.Should().Be(0);
        (await File.ReadAllBytesAsync(second)).Should().Equal(await File.ReadAllBytesAsync(first));

        var host = await to.RunAsync();
        var password = (await to.DoAsync("", "users", "password", "operator")).Output["The new password, shown this once:  ".Length..];
        (await (await host.SignInAsync("operator", password)).PostAsync("GetUserInfo", "{}")).MustHaveData();
    }

    [Fact]
    public async Task Lines_that_are_wrong_are_told_by_number_and_the_others_come_in_and_a_trial_tells_the_same()
    {
        await using var place = await DataPlace.UsedAsync();
        var file = Path.Combine(place.Data, "users.csv");
        await File.WriteAllLinesAsync(file,
        [
            "UserName,Email,EmailVerified,Permissions,Config:Street,PasswordHash",
            "ada,ada@example.org,true,\"Trading,Deposit\",\"Bay, \"\"1\"\"\",",
            ",x@example.org,true,,,",
            "bob,nonsense,true,,,",
            "carl,ADA@example.org,true,,,",
            "dora,dora@example.org,true,Nonsense,,",
            "ed,ed@example.org,maybe,,,",
            "fay,fay@example.org,true,,,$2b$12$abcdefghijklmnopqrstuv",
            "gus,operator@userdomain.invalid,true,,,",
        ]);
        string[] expected =
        [
            "line 3: UserName is Required", "line 4: Email is invalid", "line 5: Email stands in the file before", "line 6: Permission not Found",
            "line 7: EmailVerified is invalid", "line 8: PasswordHash is none that is verified here: it must be argon2id or argon2i as a PHC string, with p=1",
            "line 9: Email already in use",
        ];

        var trial = await place.DoAsync("", "users", "import", file, "--dry-run");
        (await place.AskAsync(sql => sql.AskAsync<long>("select count(*) from mt_doc_user_info"))).Should().Be(1, "a trial changes nothing");
        var real = await place.DoAsync("", "users", "import", file);

        trial.Should().Be((2, string.Join('\n', expected.Append("Would be made: 1; there already, left as they are: 0; failed: 7."))));
        real.Should().Be((2, string.Join('\n', expected.Append("Made: 1; there already, left as they are: 0; failed: 7."))));
        (await place.DoAsync("", "users", "export")).Output.Should().Contain("""[{"Key":"Street","Value":"Bay, \"1\""}]""");
        (await place.DoAsync("", "users", "import", "nowhere.csv")).Should().Match<(int Code, string Output)>(end => end.Code == 1 && end.Output.StartsWith("nowhere.csv cannot be read"));
    }
}
