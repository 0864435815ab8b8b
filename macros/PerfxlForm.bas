Attribute VB_Name = "PerfxlForm"
Option Explicit

' The buttons of the form. Words and places come from a hidden sheet; every macro ends in its status cell.

Private Const WORDS_SHEET As String = "perfxl"
Private Const STATUS_CELL As String = "D1"
Private Const MISSING_ROW As String = "1"

Public Sub PerfxlAddRow()
    Dim Form As Object
    Dim Last As Long
    Dim OldKey As String
    Dim NewKey As String
    On Error GoTo Failed
    Set Form = FormSheet()
    Last = LastOwnRow(Form, OwnSection(Form, ActiveCell.Row))
    OldKey = KeyAt(Form, Last)
    NewKey = SectionOfKey(OldKey) & "+" & CStr(OwnNumber(OldKey) + 1)
    If Word("weights:" & NewKey) = "" Then
        Say Word("too_many")
        Exit Sub
    End If
    Form.Unprotect Word("password")
    Form.Rows(CStr(Last + 2) & ":" & CStr(Last + 3)).Insert
    Form.Rows(CStr(Last) & ":" & CStr(Last + 1)).Copy Form.Rows(CStr(Last + 2) & ":" & CStr(Last + 3))
    EmptyRow Form, Last + 2
    EmptyRow Form, Last + 3
    Rekey Form, Last + 2, OldKey, NewKey
    LockForm Form
    Form.Cells(Last + 2, Place("measure")).Select
    Say Word("row_added")
    Exit Sub
Failed:
    EndInTrouble
End Sub

Public Sub PerfxlRemoveRow()
    Dim Form As Object
    Dim Spot As Long
    Dim Key As String
    On Error GoTo Failed
    Set Form = FormSheet()
    Spot = LastOwnRow(Form, OwnSection(Form, ActiveCell.Row))
    Key = KeyAt(Form, Spot)
    If OwnNumber(Key) <= CLng(Val(Word("issued:" & SectionOfKey(Key)))) Then
        Say Word("not_added")
        Exit Sub
    End If
    If IsUsed(Form, Spot) Or IsUsed(Form, Spot + 1) Then
        Say Word("row_in_use")
        Exit Sub
    End If
    Form.Unprotect Word("password")
    Form.Rows(CStr(Spot) & ":" & CStr(Spot + 1)).Delete
    LockForm Form
    Say Word("row_removed")
    Exit Sub
Failed:
    EndInTrouble
End Sub

Public Sub PerfxlNextFault()
    Dim Form As Object
    Dim Spot As Long
    On Error GoTo Failed
    Set Form = FormSheet()
    Spot = NextMissing(Form, ActiveCell.Row + 1)
    If Spot = 0 Then Spot = NextMissing(Form, Place("first_row"))
    If Spot = 0 Then
        Say Word("complete")
        Exit Sub
    End If
    Form.Cells(Spot, FirstEmpty(Form, Spot)).Select
    Say Word("here") & " " & CStr(Form.Cells(Spot, 1).Value)
    Exit Sub
Failed:
    EndInTrouble
End Sub

Public Sub PerfxlCheck()
    Dim Form As Object
    Dim Spot As Long
    Dim Listed As String
    On Error GoTo Failed
    Set Form = FormSheet()
    Spot = NextMissing(Form, Place("first_row"))
    Do While Spot > 0
        If Listed <> "" Then Listed = Listed & ", "
        Listed = Listed & CStr(Form.Cells(Spot, 1).Value)
        Spot = NextMissing(Form, Spot + 1)
    Loop
    If Listed = "" Then
        Say Word("complete")
    Else
        Say Word("missing") & " " & Listed
    End If
    Exit Sub
Failed:
    EndInTrouble
End Sub

Public Sub PerfxlPrepare()
    Dim Form As Object
    Dim Spot As Long
    On Error GoTo Failed
    Set Form = FormSheet()
    Form.Unprotect Word("password")
    For Spot = Place("first_row") To LastRow(Form)
        If CStr(Form.Cells(Spot, Place("state")).Value) <> "" Then Form.Rows(CStr(Spot)).AutoFit
    Next Spot
    LockForm Form
    Say Word("prepared")
    Exit Sub
Failed:
    EndInTrouble
End Sub

Public Sub PerfxlPdf()
    Dim Target As String
    On Error GoTo Failed
    Target = WithoutEnding(ThisWorkbook.FullName) & ".pdf"
    FormSheet().ExportAsFixedFormat 0, Target
    Say Word("pdf_saved") & " " & Target
    Exit Sub
Failed:
    Say Word("pdf_failed")
End Sub

Public Sub PerfxlMail()
    Dim Program As Object
    Dim Letter As Object
    On Error GoTo Failed
    ThisWorkbook.Save
    Set Program = CreateObject("Outlook.Application")
    Set Letter = Program.CreateItem(0)
    Letter.To = Word("address")
    Letter.Subject = Word("subject")
    Letter.Attachments.Add ThisWorkbook.FullName
    Letter.Display
    Say Word("mail_ready")
    Exit Sub
Failed:
    Say Word("mail_failed") & " " & Word("address")
End Sub

Private Function Word(ByVal Key As String) As String
    Dim Table As Object
    Dim Spot As Long
    Set Table = ThisWorkbook.Worksheets(WORDS_SHEET)
    Spot = 1
    Word = ""
    Do While CStr(Table.Cells(Spot, 1).Value) <> ""
        If CStr(Table.Cells(Spot, 1).Value) = Key Then
            Word = CStr(Table.Cells(Spot, 2).Value)
            Exit Do
        End If
        Spot = Spot + 1
    Loop
End Function

Private Function Place(ByVal Key As String) As Long
    Place = CLng(Val(Word("place:" & Key)))
End Function

Private Sub Say(ByVal Text As String)
    ThisWorkbook.Worksheets(WORDS_SHEET).Range(STATUS_CELL).Value = Text
    On Error Resume Next
    Application.StatusBar = Text
End Sub

Private Sub EndInTrouble()
    Dim Reason As String
    Reason = Err.Description
    On Error Resume Next
    LockForm FormSheet()
    Say Word("failed") & " " & Reason
End Sub

Private Function FormSheet() As Object
    Set FormSheet = ThisWorkbook.Worksheets(Word("sheet"))
End Function

Private Sub LockForm(ByVal Form As Object)
    Form.Protect Word("password"), True, True, True, False, False, False, True
End Sub

Private Function KeyAt(ByVal Form As Object, ByVal Spot As Long) As String
    KeyAt = CStr(Form.Cells(Spot, Place("key")).Value)
End Function

Private Function LastRow(ByVal Form As Object) As Long
    Dim Spot As Long
    Dim Column As Long
    Column = Place("key")
    Spot = Place("first_row")
    Do While CStr(Form.Cells(Spot, Column).Value) <> ""
        Spot = Spot + 1
    Loop
    LastRow = Spot - 1
End Function

Private Function OwnSection(ByVal Form As Object, ByVal Spot As Long) As String
    Dim Key As String
    OwnSection = Word("own_section")
    Do While Spot > 0
        Key = KeyAt(Form, Spot)
        If Left(Key, 8) = "section:" Then
            If Word("issued:" & Mid(Key, 9)) <> "" Then OwnSection = Mid(Key, 9)
            Exit Do
        End If
        Spot = Spot - 1
    Loop
End Function

Private Function LastOwnRow(ByVal Form As Object, ByVal Section As String) As Long
    Dim Spot As Long
    Dim Key As String
    LastOwnRow = 0
    For Spot = Place("first_row") To LastRow(Form)
        Key = KeyAt(Form, Spot)
        If Left(Key, Len(Section) + 1) = Section & "+" And InStr(Key, "/") = 0 Then LastOwnRow = Spot
    Next Spot
End Function

Private Function SectionOfKey(ByVal Key As String) As String
    SectionOfKey = Left(Key, InStr(Key, "+") - 1)
End Function

Private Function OwnNumber(ByVal Key As String) As Long
    OwnNumber = CLng(Val(Mid(Key, InStr(Key, "+") + 1)))
End Function

Private Function NextMissing(ByVal Form As Object, ByVal Start As Long) As Long
    Dim Spot As Long
    Dim Last As Long
    Last = LastRow(Form)
    NextMissing = 0
    For Spot = Start To Last
        If CStr(Form.Cells(Spot, Place("state")).Value) = MISSING_ROW Then
            NextMissing = Spot
            Exit For
        End If
    Next Spot
End Function

Private Function FirstEmpty(ByVal Form As Object, ByVal Spot As Long) As Long
    Dim Column As Long
    FirstEmpty = Place("achieved")
    For Column = 1 To Place("last_column")
        If Not Form.Cells(Spot, Column).Locked And Trim(CStr(Form.Cells(Spot, Column).Value)) = "" Then
            FirstEmpty = Column
            Exit For
        End If
    Next Column
End Function

Private Function IsUsed(ByVal Form As Object, ByVal Spot As Long) As Boolean
    Dim Column As Long
    IsUsed = False
    For Column = 1 To Place("key") - 1
        If Not Form.Cells(Spot, Column).Locked And CStr(Form.Cells(Spot, Column).Value) <> "" Then IsUsed = True
    Next Column
End Function

Private Sub EmptyRow(ByVal Form As Object, ByVal Spot As Long)
    Dim Column As Long
    For Column = 1 To Place("key") - 1
        If Not Form.Cells(Spot, Column).Locked Then Form.Cells(Spot, Column).ClearContents
    Next Column
End Sub

Private Sub Rekey(ByVal Form As Object, ByVal Spot As Long, ByVal OldKey As String, ByVal NewKey As String)
    Dim Sum As Object
    Dim Ordinal As Object
    Form.Cells(Spot, Place("key")).Value = NewKey
    Form.Cells(Spot + 1, Place("key")).Value = NewKey & "/2"
    Set Sum = Form.Cells(Spot, Place("control"))
    Sum.Formula = Reweighed(Sum.Formula, Word("weights:" & OldKey), Word("weights:" & NewKey))
    Set Ordinal = Form.Cells(Spot, 1)
    If InStr(Ordinal.Formula, ",") > 0 Then Ordinal.Formula = NextOrdinal(Ordinal.Formula)
End Sub

Private Function Reweighed(ByVal Formula As String, ByVal OldWeights As String, ByVal NewWeights As String) As String
    Dim Before As Variant
    Dim After As Variant
    Dim Part As Long
    Before = Split(OldWeights, " ")
    After = Split(NewWeights, " ")
    For Part = 0 To UBound(Before)
        Formula = Replace(Formula, Before(Part) & "*(", "#" & CStr(Part) & "*(")
    Next Part
    For Part = 0 To UBound(After)
        Formula = Replace(Formula, "#" & CStr(Part) & "*(", After(Part) & "*(")
    Next Part
    Reweighed = Formula
End Function

Private Function NextOrdinal(ByVal Formula As String) As String
    Dim Comma As Long
    Comma = InStrRev(Formula, ",")
    NextOrdinal = Left(Formula, Comma) & CStr(CLng(Val(Mid(Formula, Comma + 1))) + 1) & ")"
End Function

Private Function WithoutEnding(ByVal Path As String) As String
    WithoutEnding = Left(Path, InStrRev(Path, ".") - 1)
End Function
