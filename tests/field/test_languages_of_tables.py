"""Tables of victims in the languages of mine-affected countries: placed, counted, and without the people in them."""

import pytest
from told import column, drawn

VICTIMS = {
    "Bosnian": "Datum;Općina;Ime i prezime;Godište;Spol;Poginuli;Ranjeni;Geo širina;Geo dužina\n",
    "Serbian": "Датум;Општина;Име и презиме;Годиште;Пол;Погинули;Рањени;Географска ширина;Географска дужина\n",
    "German": "Datum;Ort;Name des Opfers;Alter;Geschlecht;Getötete;Verletzte;Breite;Länge\n",
    "Italian": "Data;Comune;Nome e cognome;Età;Sesso;Morti;Feriti;Latitudine;Longitudine\n",
    "Albanian": "Data;Fshati;Emri i viktimës;Mosha;Gjinia;Të vrarë;Të plagosur;Gjerësia;Gjatësia\n",
    "Ukrainian": "Дата;Місце;ПІБ;Вік;Стать;Загинуло;Поранено;Широта;Довгота\n",
    "Spanish": "Fecha;Municipio;Nombre y apellidos;Edad;Sexo;Muertos;Heridos;Latitud;Longitud\n",
    "Portuguese": "Data;Município;Nome completo;Idade;Sexo;Mortos;Feridos;Latitude;Longitude\n",
    "French": "Date;Commune;Nom et prénom;Âge;Sexe;Tués;Blessés;Latitude;Longitude\n",
    "Turkish": "Tarih;İlçe;Adı Soyadı;Yaş;Cinsiyet;Ölü;Yaralı;Enlem;Boylam\n",
    "Persian": "تاریخ;ولسوالی;نام و نام خانوادگی;سن;جنسیت;کشته;زخمی;عرض جغرافیایی;طول جغرافیایی\n",
    "Arabic": "التاريخ;القرية;اسم الضحية;العمر;الجنس;القتلى;الجرحى;خط العرض;خط الطول\n",
    "Vietnamese": "Ngày;Xã;Họ và tên;Tuổi;Giới tính;Số người chết;Bị thương;Vĩ độ;Kinh độ\n",
    "Khmer": "កាលបរិច្ឆេទ;ភូមិ;ឈ្មោះ;អាយុ;ភេទ;ស្លាប់;របួស;រយៈទទឹង;រយៈបណ្តោយ\n",
    "Lao": "ວັນທີ;ບ້ານ;ຊື່ຜູ້ເຄາະຮ້າຍ;ອາຍຸ;ເພດ;ເສຍຊີວິດ;ບາດເຈັບ;ເສັ້ນຂະໜານ;ເສັ້ນແວງ\n",
}


@pytest.mark.parametrize("headings", VICTIMS.values(), ids=VICTIMS)
def test_a_table_of_victims_is_placed_and_counted_without_the_victims(read, headings):
    reading = read(f"{headings}13.05.2003;Place;Somebody;12;secret;1;0;44,73;18,08\n")
    assert (reading.kind, drawn(reading)) == ("accidents", ["POINT (18.08 44.73)"])
    assert [column(reading, name) for name in ("occurred_on", "killed", "injured")] == [["2003-05-13"], [1], [0]]
    assert not {"Somebody", "12", "secret"} & set(reading.frame.astype(str).to_numpy().ravel())


HEAD = "id;place;lat;lon;killed;injured;date\n1;Doboj;44,73;18,08;1;2;2003-05-01\n2;Brod;45,1;18,0;0;3;2003-05-02\n"
TOTALS = ["Ukupno", "Укупно", "Summe", "Totale", "Gjithsej", "ລວມ", "សរុប", "Tổng cộng", "Toplam", "جمع کل", "ټوله",
          "Ҷамъ", "Jami", "Барлығы", "ጠቅላላ", "Wadarta", "Razem", "Разом"]  # fmt: skip


@pytest.mark.parametrize("word", TOTALS)
def test_a_total_is_told_by_its_word_even_where_it_does_not_add_up(read, word):
    assert column(read(f"{HEAD}{word};;;;1;6;\n"), "id") == ["1", "2"]


def test_a_total_in_an_unknown_language_is_told_by_its_sums_though_one_person_alone_was_killed(read):
    assert column(read(f"{HEAD};Xyzzy;;;1;5;\n"), "id") == ["1", "2"]


HAZARDS = {
    "Bosnian": "Rb;Naziv;Vrsta područja;Status;Vrsta mina;Površina (m2);lat;lon\n"
    "1;A;Sumnjiva površina;otvoreno;PPM i PTM;12.500;44,73;18,08\n2;B;Minsko polje;u toku;NUS;1.250,5;44,8;18,1\n",
    "German": "Nr;Bezeichnung;Art der Fläche;Zustand;Kampfmittel;Fläche (m²);Breite;Länge\n"
    "1;A;Verdachtsfläche;offen;Schützenminen und Panzerminen;12'500;44,73;18,08\n"
    "2;B;Minenfeld;in Arbeit;Blindgänger;1'250,5;44,8;18,1\n",
    "Italian": "Codice;Nome;Tipo di area;Stato;Tipo di ordigno;Superficie (m2);Latitudine;Longitudine\n"
    "1;A;area sospetta;aperta;mine antiuomo e mine anticarro;12.500;44,73;18,08\n"
    "2;B;campo minato;in corso;ordigni inesplosi;1.250,5;44,8;18,1\n",
    "Albanian": "Nr;Emërtimi;Lloji i zonës;Statusi;Lloji i minave;Sipërfaqja (m2);Gjerësia;Gjatësia\n"
    "1;A;zonë e dyshuar;e hapur;mina kundërpersonale dhe mina kundërtank;12.500;44,73;18,08\n"
    "2;B;fushë e minuar;në proces;municione të pashpërthyera;1.250,5;44,8;18,1\n",
}


@pytest.mark.parametrize("text", HAZARDS.values(), ids=HAZARDS)
def test_a_table_of_hazards_is_understood(read, text):
    reading = read(text)
    assert reading.kind == "hazards" and column(reading, "area_type") == ["SHA", "CHA"]
    assert column(reading, "status") == ["open", "worked_on"]
    assert column(reading, "ordnance") == [("AP_mine", "AV_mine"), ("UXO",)]
    assert column(reading, "area_reported_m2") == [12500, 1250.5] and None not in drawn(reading)


SYSTEMS = {"UTM 34N": "UTM", "WGS84 UTM zone 34N": "UTM", "UTM Zone 34 North": "UTM"}


@pytest.mark.parametrize("written", SYSTEMS)
def test_a_grid_is_known_as_people_call_it(read, written):
    (shape,) = read(f"id,Easting,Northing,Projection\n1,300000,4955000,{written}\n").frame.geometry
    assert (round(shape.x, 2), round(shape.y, 2)) == (18.47, 44.72)


@pytest.mark.parametrize(
    "written", ["Gauss-Kruger zone 8", "СК-42 зона 8", "Gauß-Krüger Zone 8", "Pulkovo 1942 zone 8"]
)
def test_zones_of_gauss_krueger_are_known(read, written):
    (shape,) = read(f"id,Easting,Northing,CRS\n1,8491500,4373500,{written}\n").frame.geometry
    assert (round(shape.x, 1), round(shape.y, 1)) == (44.9, 39.5)


@pytest.mark.parametrize("written", ["Gauss-Kruger zone 6", "UTM 34S", "zone 8"])
def test_a_grid_that_can_be_of_two_countries_is_asked_for(read, written):
    assert drawn(read(f"id,Easting,Northing,CRS\n1,6491500,4373500,{written}\n")) == [None]
