//! What the help says: a page for whoever works leads, one for whoever looks after the work.
//! Keys stand in brackets as the caps say them.

crate::words! {
    TITLE: "Trợ giúp", "Help";
    FOR_AGENTS: "Cho người gọi khách", "For agents";
    FOR_MANAGERS: "Cho quản lý", "For managers";

    A_DAY: "Một ngày làm việc", "A day's work";
    A_DAY_1: "Mở Khách [G L] và chọn “Của tôi”. Khách mới vào từ mọi kênh hiện ngay, không cần tải lại trang; khi bạn đang ở trong bảng, họ đợi sau nút “khách mới” để dòng bạn đang xem không nhảy.", "Open Leads [G L] and choose “Mine”. New leads from every channel appear at once, without reloading; while you are in the table they wait behind the button “new leads”, so that the row you look at does not move.";
    A_DAY_2: "Đi giữa các dòng bằng [J] và [K], xem nhanh bằng [Space], mở bằng [Enter], quay lại bằng nút Back: bảng vẫn ở chỗ cũ. Trên trang khách, [J] và [K] mở khách sau và khách trước của bảng đó.", "Move between rows with [J] and [K], preview with [Space], open with [Enter], go back with the Back button: the list is where you left it. On the page of a lead, [J] and [K] open the next and the previous one of that list.";
    A_DAY_3: "Khách bạn chưa liên hệ lâu nhất: xếp theo “Lâu chưa động đến”.", "The leads that waited longest: order by “Longest untouched”.";

    FIND: "Tìm khách", "Find a lead";
    FIND_1: "Bấm [/] rồi gõ tên (có dấu hay không), e-mail, mã, hoặc từ ba số đầu hay cuối của điện thoại.", "Press [/] and type a name (with accents or without), an e-mail, a code, or three and more digits from either end of a phone.";
    FIND_2: "[Ctrl K] tìm cả khách lẫn trang, từ bất cứ đâu.", "[Ctrl K] finds leads and pages, from anywhere.";

    CONTACTS: "Số điện thoại bị che", "Masked phones";
    CONTACTS_1: "Bạn thấy số như 09•• ••• 148. Bấm “Hiện” [R] trên trang khách để xem đủ; việc xem được ghi vào dòng thời gian.", "You see numbers as 09•• ••• 148. Press “Reveal” [R] on the lead to see all of it; that you did stands on the timeline.";

    AFTER_A_CALL: "Sau cuộc gọi", "After a call";
    AFTER_A_CALL_1: "Ghi chú [N], chuyển giai đoạn [S], gắn nhãn [L]. Chuyển sang “không đạt” thì chọn thêm lý do.", "Note [N], stage [S], label [L]. A stage of unqualified leads asks for the reason.";
    AFTER_A_CALL_2: "Đặt hẹn [B]: chọn chi nhánh và ngày giờ; thương hiệu là của chi nhánh. Mỗi khách chỉ có một lịch còn hiệu lực ở mỗi thương hiệu; nếu đã có, trang cho biết lịch nào.", "Book [B]: branch, day and hour; the brand is the branch's. A person has one booking in effect for each brand; where there is one already, the page says which.";
    AFTER_A_CALL_3: "Làm nhầm? [Z] hoàn tác việc vừa làm, trừ khi người khác đã sửa sau đó.", "A slip? [Z] takes back what you just did, unless somebody else changed it since.";

    MANY: "Nhiều khách một lúc", "Many leads at once";
    MANY_1: "Đánh dấu bằng [X], giữ Shift để chọn dãy, rồi giao [A], chuyển giai đoạn [S] hay gắn nhãn [L]. Khách nào không đổi được, trang nói vì sao.", "Tick with [X], with Shift a range, then assign [A], move [S] or label [L]. Where a lead cannot be changed the page says why.";
    MANY_2: "Chọn hết các dòng của trang thì thanh dưới cho chọn cả những khách khớp bộ lọc, nhiều nhất 5.000 khách một lần. [Z] hoàn tác tất cả.", "When every row of the page is ticked the bar offers all leads that match the filter, 5,000 at most at once. [Z] takes all of it back.";

    BOARD: "Bảng và lịch hẹn", "Board and bookings";
    BOARD_1: "Bảng [G B]: mỗi cột một giai đoạn, kéo thẻ để chuyển; bấm tên cột để xem cùng những khách đó ở dạng danh sách, bấm “khách nữa” dưới cột để xem thêm thẻ. Chuyển một khách sang giai đoạn đạt mà chưa có lịch thì trang mời đặt hẹn luôn; chưa cần thì đóng lại.", "Board [G B]: a column a stage, drag a card to move it; press the head of a column for the same leads as a list, and “more” below it for more cards. Where a lead is converted and has no booking, the page offers to book at once; close it if there is none to make yet.";
    BOARD_2: "Lịch hẹn [G H]: theo ngày, theo tuần hoặc danh sách từ một ngày trở đi. Đánh dấu đã đến, dời sang ngày giờ hay chi nhánh khác, hoặc huỷ; đã đến và đã huỷ thì không lấy lại được.", "Bookings [G H]: by day, by week, or as a list from a day on. Mark who came, move a booking to another time or branch, or cancel it; done and cancelled cannot be taken back.";

    LOST: "Khi mất kết nối", "When the connection is lost";
    LOST_1: "Trang báo và tự nối lại. Nếu phiên hết hạn, đăng nhập lại: điều bạn đang gõ vẫn còn, hộp thoại đang mở tự mở lại. Người khác đăng nhập thì không thấy.", "The page says so and connects again by itself. When the session has ended, sign in again: what you typed is still there, and the dialog you were in opens again by itself. Somebody else who signs in does not see it.";

    NUMBERS: "Xem số liệu", "The numbers";
    NUMBERS_1: "Tổng quan [G O]: khách vào, thời gian tới lần liên hệ đầu, tỉ lệ đạt, lịch hẹn, so với kỳ trước. Chọn hôm nay, 7, 30, 90 ngày hoặc ngày bất kỳ; lọc theo nhóm.", "Overview [G O]: leads, the time to the first contact, conversion, bookings, against the days before. Choose today, 7, 30, 90 days or any days; narrow to a group.";
    NUMBERS_2: "Số nào cũng bấm được: nó mở đúng những khách được đếm. Một khách tính vào ngày khách vào, dù việc sau đó xảy ra ngày nào.", "Every number can be pressed: it opens the very leads it counts. A lead counts on the day on which it came, whenever the rest happened.";
    NUMBERS_3: "Tỉ lệ đạt của một nguồn tuần qua: mở Tổng quan, đọc bảng “Theo nguồn”.", "Last week's conversion of a source: open the overview, read “By source”.";

    SHARE: "Chia việc", "Hand out work";
    SHARE_1: "Trong Khách chọn “Chưa ai nhận”, đánh dấu, [A] rồi chọn người. Hoàn tác bằng [Z]. Muốn chia hết: chọn mọi dòng rồi bấm “Chọn cả … khách khớp bộ lọc”.", "In Leads choose “Unassigned”, tick, [A] and choose who. [Z] takes it back. To hand out all of them tick every row, then press “Select all … that match”.";
    SHARE_2: "Người gọi khách chỉ thấy khách của mình và của nhóm mình, số điện thoại bị che. Quản lý thấy mọi khách.", "Agents see their own leads and those of their groups, with masked phones. Managers see all leads.";

    LISTS: "Danh sách và chiến dịch", "Lists and campaigns";
    LISTS_1: "Danh sách [G D] gom khách để gọi; mỗi danh sách thuộc một chiến dịch. Dừng một chiến dịch hay danh sách thì khách trong đó không được gọi nữa; khách vẫn còn.", "A list [G D] gathers leads to call; each belongs to a campaign. When a campaign or a list is stopped its leads are no longer dialled; the leads stay.";
    LISTS_2: "Xoá một danh sách là xoá cả khách trong đó, không hoàn tác được: trang hỏi lại và nói bao nhiêu khách. Chiến dịch chỉ xoá được khi đã dừng và không còn gì trong đó.", "Deleting a list deletes the leads in it and cannot be undone: the page asks, and says how many. A campaign can be deleted when it is stopped and holds nothing.";

    VIEWS: "Bộ lọc đã lưu", "Saved views";
    VIEWS_1: "Lọc và xếp danh sách khách như bạn muốn, bấm [V], đặt tên. Quản lý có thể lưu chung cho mọi người.", "Filter and order the list of leads as you like, press [V], give it a name. Managers may save it for everybody.";
    VIEWS_2: "Đường dẫn cũng là bộ lọc: gửi nó cho đồng nghiệp, họ thấy cùng bộ lọc trên những khách họ được xem.", "The address is the view, too: send it to a colleague, who sees the same filters on the leads that are hers to see.";

    EXPORT: "Xuất tệp", "Export";
    EXPORT_1: "Trên Khách, nút tải xuống cho tệp bảng tính hoặc văn bản gồm đúng những khách đang lọc. Tệp có số điện thoại đầy đủ: giữ kín và xoá khi dùng xong.", "In Leads the download button gives a workbook or a text with exactly the leads that are filtered. It holds whole phone numbers: keep it to yourself and delete it when it is done with.";

    PEOPLE: "Người dùng", "People";
    PEOPLE_1: "Người quản trị tạo tài khoản ở Cài đặt [G C], Người dùng: thêm người, chọn quyền, rồi mở người đó và bấm “Đặt lại mật khẩu”. Mật khẩu hiện một lần; người đó đổi khi đăng nhập.", "An administrator makes accounts in Settings [G C], Users: add the user, choose the role, then open her and press “Reset the password”. It is shown once; she changes it when she signs in.";
    PEOPLE_2: "Trên máy chủ cũng làm được bằng lệnh `leadhub user create TÊN --role admin|manager|agent` và `leadhub user passwd TÊN`.", "On the server, `leadhub user create NAME --role admin|manager|agent` and `leadhub user passwd NAME` do the same.";

    SOURCES: "Nguồn chưa xem", "Sources not looked at";
    SOURCES_1: "Tên nguồn chưa ai biết, đến cùng khách, đứng đầu ở Cài đặt [G C], Nguồn. Người quản trị mở từng nguồn, sửa tên, chọn nhóm hoặc gộp vào nguồn khác; gộp thì khách của nó chuyển theo. Lưu là đã xem.", "Names of sources that came with leads and that nobody knew stand first in Settings [G C], Sources. An administrator opens each, corrects its name, chooses a category or folds it into another, whose leads its own become then. To save one is to look at it.";

    ACCOUNT: "Tài khoản của bạn", "Your account";
    ACCOUNT_1: "Bấm vào tên bạn ở cuối thanh bên (trên điện thoại: sau “Mục khác”) để đổi mật khẩu, xem bạn đang đăng nhập ở đâu và đăng xuất mọi nơi khác.", "Press your name at the foot of the navigation (on a phone behind “More”) to change your password, see where you are signed in, and sign out everywhere else.";

    KEYS: "Mọi phím tắt", "Every key";
    KEYS_1: "Bấm [?] ở bất cứ đâu để xem. Phím không làm gì khi bạn đang gõ trong ô, kể cả khi bộ gõ Telex chưa xong chữ.", "Press [?] anywhere to see them. Keys do nothing while you type in a field, nor while a Telex composition runs.";
    KEYS_2: "Không muốn phím một chữ, hay muốn dòng sát nhau hơn? Tắt và bật ở bảng phím [?] hoặc ở Tài khoản của tôi. [Ctrl K] vẫn dùng được khi phím một chữ đã tắt.", "No single keys, or rows closer together? Switch them in the list of keys [?] or in My account. [Ctrl K] works without single keys, too.";
}
